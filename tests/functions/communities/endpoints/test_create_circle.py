"""Making circles."""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.communities.circles import CircleCreated
from commons.testing import Reply, call, emitted
from functions.communities.endpoints import create_circle as module
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_circle import create_circle
from functions.communities.rules.circles import MAX_PER_COMMUNITY
from tests.functions.communities.circling import enter, known, ring, shown
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.places import edited, made, names
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

GOOD = {"name": "Night shift", "description": "three\na.m.", "visibility": "secret"}
GOOD |= {"join": "managed"}
BAD: dict[str, tuple[object, ...]] = {
    "name": ([], {}, True, None, "", "x" * 101, "a\nb"),
    "description": ([], None, "x" * 1001),
    "visibility": ([], None, "", "private"),
    "join": ([], None, "", "closed"),
    "tier_id": ([], "", "x", 1),
    "max_members": ([], "5", 0, -1, 1.5, 100_001),
}


def created(place: Place, **body: object) -> Reply:
    """Ask for a circle, as the owner."""
    return call(create_circle, f"{place.path}/circles", as_=place.owner, body=body)


def test_a_circle_is_made_with_nobody_in_it(place: Place) -> None:
    reply = created(place, **GOOD, max_members=3)
    assert reply.status == 201
    more = {"max_members": 3, "tier_id": None, "member_count": 0, "joined": False}
    assert reply.body | GOOD | more == reply.body
    assert shown(reply.body["id"], place.owner).body == reply.body
    [event] = emitted(CircleCreated, circle_id=reply.body["id"])
    assert (event.community_id, event.visibility) == (place.community_id, "secret")


def test_a_tier_is_one_that_the_community_sells(place: Place) -> None:
    with nothing_changes("communities"):
        for tier in (place.community_id, f"rol_{'0' * 26}"):
            check_refused(created(place, name="x", tier_id=tier), 422, "no_such_tier")


def test_a_community_has_room_for_so_many(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_PER_COMMUNITY == 100
    monkeypatch.setattr(module, "MAX_PER_COMMUNITY", 2)
    replies = in_parallel(6, lambda i: created(place, name=f"{i}"))
    assert Counter(reply.status for reply in replies) == {201: 2, 422: 4}
    assert len(known(place, place.owner)) == 2


def test_channels_of_a_circle_are_seen_in_it_alone(place: Place) -> None:
    circle = ring(place)
    category = made(place, "nights", type="category", circle_id=circle)
    inside = made(place, "ovens", parent_id=category)
    assert names(place, place.member) == ["general"]

    assert enter(circle, place.member).status == 204
    assert names(place, place.member) == ["general", "nights", "ovens"]
    assert edited(place, inside, parent_id=None).body["circle_id"] == circle
    general = edited(place, place.channel_id, parent_id=category)
    check_refused(general, 422, "circle_differs")
    path, other = f"{place.path}/channels", ring(place, name="Other")
    body = {"name": "x", "parent_id": category, "circle_id": other}
    check_refused(call(create_channel, path, as_=place.owner, body=body), 422, "circle_differs")
    body = {"name": "x", "circle_id": f"cir_{'0' * 26}"}
    check_refused(call(create_channel, path, as_=place.owner, body=body), 404, "not_found")


def test_a_member_makes_none(place: Place) -> None:
    with nothing_changes("communities"):
        reply = call(create_circle, f"{place.path}/circles", as_=place.member, body=GOOD)
        check_lacks(reply, "MANAGE_CIRCLES")


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"{place.path}/circles"
    with nothing_changes("communities"):
        check_bad_bodies(create_circle, path, GOOD, place.owner)
        check_bad_fields(create_circle, path, GOOD, BAD, place.owner)


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(create_circle, lambda id_: f"/communities/{id_}/circles", place, body=GOOD)
