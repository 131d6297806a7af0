"""Leaving a circle, and all that ends with it."""

from __future__ import annotations

from commons.contracts.communities.circles import CircleMemberRemoved
from commons.contracts.communities.members import MemberRemoved
from commons.testing import Person, Reply, call, emitted, person
from functions.communities.endpoints.list_my_communities import list_my_communities
from functions.communities.endpoints.remove_circle_member import remove_circle_member
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.models.members import Member
from tests.functions.communities.circling import check_seats, enter, leave, ring
from tests.functions.communities.conftest import Place, check_counted, check_lacks
from tests.functions.communities.places import made, names
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes


def test_a_member_leaves_a_circle_and_stays_a_member(place: Place) -> None:
    circle = ring(place)
    made(place, "ovens", circle_id=circle)
    assert enter(circle, place.member).status == 204
    assert names(place, place.member) == ["general", "ovens"]
    assert leave(circle, place.member).status == 204
    assert names(place, place.member) == ["general"]
    assert check_seats(place, circle) == 0
    with nothing_changes("communities"):
        check_refused(leave(circle, place.member), 404, "not_found")
    [event] = emitted(CircleMemberRemoved, circle_id=circle)
    assert (event.user_id, event.actor_id) == (place.member.user_id, place.member.user_id)


def test_whoever_was_only_there_leaves_with_the_last_circle(public: Place, mallory: Person) -> None:
    one, two = ring(public), ring(public, name="Two")
    for circle in (one, two):
        assert enter(circle, mallory).status == 204
    assert leave(one, mallory).status == 204
    assert Member.load(public.community_id, mallory.user_id).circles == [two]
    assert leave(two, mallory).status == 204
    assert Member.find(public.community_id, mallory.user_id) is None
    mine = call(list_my_communities, "/users/me/communities", as_=mallory).body["data"]
    assert mine == []
    assert len(emitted(MemberRemoved, user_id=mallory.user_id)) == 1
    check_counted(public)


def test_a_kick_and_a_ban_end_every_circle(place: Place) -> None:
    circles, other = [ring(place, name=f"{i}") for i in range(3)], person()
    place.join(other)
    for circle in circles:
        for who in (place.member, other):
            assert enter(circle, who).status == 204
    path = f"{place.path}/members/{place.member.user_id}"
    assert call(remove_member, path, as_=place.owner).status == 204
    assert [check_seats(place, circle) for circle in circles] == [1, 1, 1]
    assert place.ban(other).status == 204
    assert [check_seats(place, circle) for circle in circles] == [0, 0, 0]
    assert len(emitted(CircleMemberRemoved, user_id=other.user_id)) == 3


def test_others_are_removed_by_who_manages_circles(place: Place) -> None:
    circle = ring(place)
    for who in (place.owner, place.member):
        assert enter(circle, who).status == 204
    with nothing_changes("communities"):
        check_lacks(leave(circle, place.member, place.owner.user_id), "MANAGE_CIRCLES")
    assert leave(circle, place.owner, place.member.user_id).status == 204
    assert check_seats(place, circle) == 1


def test_coming_and_going_and_a_kick_at_once_leave_no_seat_behind(place: Place) -> None:
    for _ in range(3):
        circle, who = ring(place), person()
        place.join(who)

        def act(i: int, circle: str = circle, who: Person = who) -> Reply:
            if i == 0:
                path = f"{place.path}/members/{who.user_id}"
                return call(remove_member, path, as_=place.owner)
            return (enter, leave)[i % 2](circle, who)

        replies = in_parallel(5, act)
        assert {reply.status for reply in replies} <= {204, 404}
        assert check_seats(place, circle) == 0
        check_counted(place)


def test_what_is_no_user_is_absent(place: Place) -> None:
    circle = ring(place)
    with nothing_changes("communities"):
        for nobody in ("x", circle, f"usr_{'0' * 26}"):
            path = f"/circles/{circle}/members/{nobody}"
            check_refused(call(remove_circle_member, path, as_=place.owner), 404, "not_found")
