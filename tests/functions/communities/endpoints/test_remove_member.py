"""Leaving, and being made to leave."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from commons.contracts.communities.members import MemberRemoved
from commons.testing import Person, Reply, call, emitted, person
from functions.communities import membership
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.remove_member import remove_member
from tests.functions.communities.circling import enter, ring
from tests.functions.communities.conftest import Place, check_counted, check_hidden, check_lacks
from tests.parallel import in_parallel
from tests.refusals import check_refused, check_same, nothing_changes


def removed(place: Place, user_id: str, by: Person) -> Reply:
    """Ask to remove a member."""
    return call(remove_member, f"{place.path}/members/{user_id}", as_=by)


@pytest.mark.parametrize("by_name", [False, True])
def test_a_member_leaves(place: Place, by_name: bool) -> None:
    who = place.member
    assert removed(place, who.user_id if by_name else "me", who).status == 204

    assert check_counted(place) == 1
    assert call(get_community, place.path, as_=who).status == 404
    [event] = emitted(MemberRemoved, community_id=place.community_id)
    assert (event.user_id, event.actor_id) == (who.user_id, who.user_id)


def test_whoever_left_may_come_back(place: Place) -> None:
    removed(place, "me", place.member)
    place.join(place.member)
    assert check_counted(place) == 2


def test_the_owner_kicks(place: Place) -> None:
    assert removed(place, place.member.user_id, place.owner).status == 204

    assert check_counted(place) == 1
    [event] = emitted(MemberRemoved, community_id=place.community_id)
    assert (event.user_id, event.actor_id) == (place.member.user_id, place.owner.user_id)


def test_who_joins_the_whole_community_while_they_are_kicked_is_counted_out_again(
    public: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only who is whole was counted: the kick looks again when that changed under it."""
    enter(ring(public), guest := person())
    look = membership._from_above

    def joined_first(*seen: Any) -> None:
        monkeypatch.setattr(membership, "_from_above", look)
        in_parallel(1, lambda _: public.join(guest))
        look(*seen)

    monkeypatch.setattr(membership, "_from_above", joined_first)
    assert removed(public, guest.user_id, public.owner).status == 204
    assert check_counted(public) == 2


def test_a_member_kicks_nobody(place: Place) -> None:
    friend = person()
    place.join(friend)
    with nothing_changes("communities"):
        for user_id in (friend.user_id, place.owner.user_id, f"usr_{'0' * 26}"):
            check_lacks(removed(place, user_id, place.member), "KICK_MEMBERS")


def test_the_owner_stays(place: Place) -> None:
    with nothing_changes("communities"):
        for user_id in ("me", place.owner.user_id):
            check_refused(removed(place, user_id, place.owner), 409, "owner_cannot_leave")


def test_whoever_is_no_member_is_absent(place: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        absent = removed(place, f"usr_{'0' * 26}", place.owner)
        check_refused(absent, 404, "not_found")
        for user_id in (mallory.user_id, place.banned.user_id, "x", "%00", "usr_ä"):
            check_same(removed(place, user_id, place.owner), absent)


def test_a_stranger_leaves_nothing(public: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        check_refused(removed(public, "me", mallory), 404, "not_found")
        check_lacks(removed(public, public.member.user_id, mallory), "KICK_MEMBERS")


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(remove_member, lambda c: f"/communities/{c}/members/me", place)
    kicked = place.member.user_id
    check_hidden(remove_member, lambda c: f"/communities/{c}/members/{kicked}", place)


def test_leaving_many_times_at_once_is_leaving_once(place: Place) -> None:
    replies = in_parallel(20, lambda _: removed(place, "me", place.member))

    assert Counter(reply.status for reply in replies) == {204: 1, 404: 19}
    assert check_counted(place) == 1
    assert len(emitted(MemberRemoved, community_id=place.community_id)) == 1
