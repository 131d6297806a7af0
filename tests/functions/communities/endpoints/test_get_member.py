"""One member."""

from __future__ import annotations

import pytest

from commons.testing import Person, Reply, call
from functions.communities.endpoints.get_member import get_member
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.refusals import check_refused, check_same


def member(place: Place, user_id: str, who: Person) -> Reply:
    """A member as somebody sees them."""
    return call(get_member, f"{place.path}/members/{user_id}", as_=who)


def test_a_member_is_seen_by_members(place: Place) -> None:
    reply = member(place, place.member.user_id, place.owner)

    assert reply.status == 200
    assert reply.body.pop("joined_at").endswith("Z")
    assert reply.body == {
        "user_id": place.member.user_id,
        "community_id": place.community_id,
        "nick": None,
        "roles": [],
        "roles_end": {},
        "timeout_until": None,
        "pending": False,
    }


def test_me_is_oneself(place: Place) -> None:
    own = member(place, place.member.user_id, place.member)
    assert member(place, "me", place.member).body == own.body
    assert own.body["user_id"] == place.member.user_id


def test_whoever_is_no_member_is_absent(place: Place, mallory: Person) -> None:
    absent = member(place, f"usr_{'0' * 26}", place.owner)
    check_refused(absent, 404, "not_found")
    for user_id in (mallory.user_id, place.banned.user_id, "x", "%00", "usr_ä"):
        check_same(member(place, user_id, place.owner), absent)


@pytest.mark.parametrize("user_id", ["me", "{own}"])
def test_a_stranger_is_no_member_of_a_public_community(
    public: Place, mallory: Person, user_id: str
) -> None:
    asked = user_id.replace("{own}", mallory.user_id)
    check_refused(member(public, asked, mallory), 404, "not_found")


def test_a_stranger_does_not_see_who_is(public: Place, mallory: Person) -> None:
    check_lacks(member(public, public.member.user_id, mallory), "VIEW_MEMBERS")


def test_those_of_a_private_community_are_hidden(place: Place) -> None:
    for user_id in (place.member.user_id, "me"):
        check_hidden(get_member, lambda c, u=user_id: f"/communities/{c}/members/{u}", place)  # type: ignore[misc]
