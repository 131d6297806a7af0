"""PATCH /communities/{community_id}"""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.communities.community import CommunityUpdated
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.update_community import update_community
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

GOOD = {"name": "Bakers", "description": "Bread.", "visibility": "public"}
BAD: dict[str, tuple[object, ...]] = {
    "name": ([], {}, True, 1.5, None, "", "   ", "x" * 101, "a\0b"),
    "description": ([], True, 1.5, None, "x" * 1001, "a\0b"),
    "visibility": ([], {}, True, None, "", "secret"),
}


def edited(place: Place, who: Person, if_match: str | None = None, /, **body: object) -> Reply:
    """Ask for an edit."""
    headers = {} if if_match is None else {"if-match": if_match}
    return call(update_community, place.path, as_=who, body=body, headers=headers)


def test_what_is_given_changes_and_what_is_absent_stays(place: Place) -> None:
    before = place.seen().body
    reply = edited(place, place.owner, description="Bread.")
    assert reply.status == 200
    assert reply.body == before | {"description": "Bread."}
    assert place.seen().body == reply.body
    assert edited(place, place.owner, **GOOD).body == reply.body | GOOD


def test_an_edit_raises_the_etag_and_a_new_member_does_not(place: Place, bob: Person) -> None:
    first = place.seen().headers["etag"]
    place.join(bob)
    assert place.seen().headers["etag"] == first
    reply = edited(place, place.owner, name="Bakers")
    assert reply.headers["etag"] == place.seen().headers["etag"] != first


def test_what_changed_meanwhile_is_not_overwritten(place: Place) -> None:
    seen = place.seen().headers["etag"]
    assert edited(place, place.owner, seen, name="Bakers").status == 200
    with nothing_changes("communities"):
        check_refused(edited(place, place.owner, seen, name="Brewers"), 412, "precondition_failed")
        check_refused(edited(place, place.owner, "nonsense", name="x"), 412, "precondition_failed")
    assert edited(place, place.owner, "*", name="Brewers").status == 200
    now = place.seen().headers["etag"]
    assert edited(place, place.owner, f'"x", {now}', name="Brewers").status == 200


def test_of_many_with_the_same_tag_one_edits(place: Place) -> None:
    seen = place.seen().headers["etag"]
    replies = in_parallel(20, lambda i: edited(place, place.owner, seen, name=f"n{i}"))
    assert Counter(r.status for r in replies) == {200: 1, 412: 19}


def test_edits_of_different_things_at_once_are_all_kept(place: Place) -> None:
    changes = [{"name": "Bakers"}, {"description": "Bread."}, {"visibility": "public"}]
    replies = in_parallel(3, lambda i: edited(place, place.owner, **changes[i]))
    assert {r.status for r in replies} == {200}
    assert place.seen().body.items() >= GOOD.items()


def test_a_community_made_public_is_seen_at_once_and_made_private_hidden(
    place: Place, mallory: Person
) -> None:
    for visibility, status in (("public", 200), ("private", 404)):
        edited(place, place.owner, visibility=visibility)
        assert call(get_community, place.path, as_=mallory).status == status


def test_an_edit_is_told(place: Place) -> None:
    edited(place, place.owner, visibility="public")
    [event] = emitted(CommunityUpdated, community_id=place.community_id)
    assert (event.revision, event.visibility) == (2, "public")


def test_a_member_edits_nothing(place: Place, public: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        check_lacks(edited(place, place.member, **GOOD), "MANAGE_COMMUNITY")
        check_lacks(edited(public, mallory, **GOOD), "MANAGE_COMMUNITY")


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(update_community, lambda community: f"/communities/{community}", place, body=GOOD)


@pytest.mark.parametrize("media_type", ["application/json", "application/merge-patch+json"])
def test_a_merge_patch_may_say_so(place: Place, media_type: str) -> None:
    headers = {"content-type": media_type}
    reply = call(update_community, place.path, as_=place.owner, body=GOOD, headers=headers)
    assert reply.status == 200


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    with nothing_changes("communities"):
        check_bad_bodies(update_community, place.path, GOOD, place.owner)
        check_bad_fields(update_community, place.path, GOOD, BAD, place.owner)
