"""Joining a public community."""

from __future__ import annotations

from collections import Counter

from commons.contracts.communities.members import MemberJoined
from commons.testing import Person, Reply, call, emitted, person
from functions.communities.endpoints.join_community import join_community
from tests.functions.communities.conftest import Place, check_counted, check_hidden
from tests.parallel import in_parallel
from tests.refusals import check_needs_caller, check_refused, nothing_changes


def joined(place: Place, who: Person) -> Reply:
    """Ask to join."""
    return call(join_community, f"{place.path}/members/me", as_=who)


def test_anybody_joins_a_public_community(public: Place, bob: Person) -> None:
    assert joined(public, bob).status == 204

    assert check_counted(public) == 3
    [event] = emitted(MemberJoined, community_id=public.community_id, user_id=bob.user_id)
    assert event.inviter_id is None


def test_joining_again_changes_nothing(public: Place, bob: Person) -> None:
    joined(public, bob)
    with nothing_changes("communities"):
        assert joined(public, bob).status == 204


def test_a_member_of_a_private_community_has_joined(place: Place) -> None:
    with nothing_changes("communities"):
        assert joined(place, place.member).status == 204


def test_the_banned_do_not_join(public: Place) -> None:
    with nothing_changes("communities"):
        check_refused(joined(public, public.banned), 404, "not_found")


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(join_community, lambda community: f"/communities/{community}/members/me", place)


def test_nobody_joins_nothing(public: Place) -> None:
    with nothing_changes("communities"):
        check_needs_caller(join_community, f"{public.path}/members/me")


def test_joining_many_times_at_once_is_joining_once(public: Place, bob: Person) -> None:
    replies = in_parallel(20, lambda _: joined(public, bob))

    assert Counter(reply.status for reply in replies) == {204: 20}
    assert check_counted(public) == 3
    told = emitted(MemberJoined, community_id=public.community_id, user_id=bob.user_id)
    assert len(told) == 1


def test_a_crowd_that_joins_at_once_is_counted(public: Place) -> None:
    crowd = [person() for _ in range(30)]
    replies = in_parallel(30, lambda i: joined(public, crowd[i]))

    assert Counter(reply.status for reply in replies) == {204: 30}
    assert check_counted(public) == 32
