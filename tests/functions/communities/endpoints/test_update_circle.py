"""Editing circles."""

from __future__ import annotations

from collections import Counter

from commons.contracts.communities.circles import CircleUpdated
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.update_circle import update_circle
from tests.functions.communities.circling import ring, shown
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.endpoints.test_create_circle import BAD, GOOD
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes


def edited(circle: str, who: Person, tag: str | None = None, /, **body: object) -> Reply:
    """Ask for an edit."""
    headers = {} if tag is None else {"if-match": tag}
    return call(update_circle, f"/circles/{circle}", as_=who, body=body, headers=headers)


def test_what_is_given_changes_and_what_is_absent_stays(place: Place) -> None:
    circle = ring(place, max_members=5)
    before = shown(circle, place.owner).body
    assert edited(circle, place.owner, **GOOD).body == before | GOOD
    assert edited(circle, place.owner, max_members=None).body["max_members"] is None
    assert shown(circle, place.owner).body == before | GOOD | {"max_members": None}
    assert max(e.revision for e in emitted(CircleUpdated, circle_id=circle)) == 3


def test_of_many_with_the_same_tag_one_edits(place: Place) -> None:
    circle = ring(place)
    tag = shown(circle, place.owner).headers["etag"]
    replies = in_parallel(5, lambda i: edited(circle, place.owner, tag, name=f"n{i}"))
    assert Counter(reply.status for reply in replies) == {200: 1, 412: 4}


def test_a_member_edits_nothing(place: Place) -> None:
    circle = ring(place)
    with nothing_changes("communities"):
        check_lacks(edited(circle, place.member, name="x"), "MANAGE_CIRCLES")
        check_refused(edited(circle, place.owner, tier_id=f"rol_{'0' * 26}"), 422, "no_such_tier")


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"/circles/{ring(place)}"
    with nothing_changes("communities"):
        check_bad_bodies(update_circle, path, GOOD, place.owner)
        check_bad_fields(update_circle, path, GOOD, BAD, place.owner)
