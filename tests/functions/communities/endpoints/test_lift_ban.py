"""Lifting a ban: its user may join again, and is not a member."""

from __future__ import annotations

from collections import Counter

from commons.contracts.communities.members import BanLifted
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.lift_ban import lift_ban
from tests.functions.communities.conftest import Place, check_counted, check_hidden, check_lacks
from tests.parallel import in_parallel
from tests.refusals import check_refused, check_same, nothing_changes


def lifted(place: Place, user_id: str, by: Person) -> Reply:
    """Ask to lift a ban."""
    return call(lift_ban, f"{place.path}/bans/{user_id}", as_=by)


def test_whoever_was_banned_may_join_again(place: Place) -> None:
    assert lifted(place, place.banned.user_id, place.owner).status == 204

    assert check_counted(place) == 2
    place.join(place.banned)
    assert check_counted(place) == 3
    [event] = emitted(BanLifted, community_id=place.community_id)
    assert (event.user_id, event.actor_id) == (place.banned.user_id, place.owner.user_id)


def test_whoever_is_not_banned_is_absent(place: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        absent = lifted(place, f"usr_{'0' * 26}", place.owner)
        check_refused(absent, 404, "not_found")
        for user_id in (mallory.user_id, place.member.user_id, "me", "x", "%00", "usr_ä"):
            check_same(lifted(place, user_id, place.owner), absent)


def test_a_member_lifts_nothing(place: Place) -> None:
    with nothing_changes("communities"):
        check_lacks(lifted(place, place.banned.user_id, place.member), "BAN_MEMBERS")


def test_the_banned_do_not_lift_their_own_ban(public: Place) -> None:
    with nothing_changes("communities"):
        for user_id in (public.banned.user_id, "me"):
            check_lacks(lifted(public, user_id, public.banned), "BAN_MEMBERS")


def test_a_private_community_is_hidden(place: Place) -> None:
    banned = place.banned.user_id
    check_hidden(lift_ban, lambda c: f"/communities/{c}/bans/{banned}", place)


def test_lifting_at_once_is_lifting_once(place: Place) -> None:
    replies = in_parallel(10, lambda _: lifted(place, place.banned.user_id, place.owner))

    assert Counter(reply.status for reply in replies) == {204: 1, 404: 9}
    assert len(emitted(BanLifted, community_id=place.community_id)) == 1
    check_counted(place)
