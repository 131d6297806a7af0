"""Coming into a circle: by oneself where it is open, else brought in by who manages circles."""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.communities.circles import CircleMemberAdded
from commons.contracts.communities.members import MemberJoined
from commons.ids import ROLE, new_id
from commons.testing import Person, call, emitted, person
from commons.transactions import transaction
from functions.communities.endpoints.add_circle_member import add_circle_member
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.join_community import join_community
from functions.communities.endpoints.list_members import list_members
from functions.communities.endpoints.list_my_communities import list_my_communities
from functions.communities.endpoints.update_community import update_community
from functions.communities.models.access import Roles, Version
from functions.communities.models.members import Member
from functions.communities.rules import circles as rules
from functions.communities.rules.members import MAX_CIRCLES
from tests.functions.communities.circling import check_seats, enter, ring, shown
from tests.functions.communities.conftest import Place, check_counted, check_lacks
from tests.functions.communities.places import made, names
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes


def test_a_stranger_joins_a_circle_alone(public: Place, mallory: Person) -> None:
    circle = ring(public)
    made(public, "ovens", circle_id=circle)
    before = public.seen().body["member_count"]

    for _ in range(2):
        assert enter(circle, mallory).status == 204

    assert names(public, mallory) == ["ovens"]
    assert shown(circle, mallory).body["member_count"] == check_seats(public, circle) == 1
    mine = call(list_my_communities, "/users/me/communities", as_=mallory).body["data"]
    assert [community["id"] for community in mine] == [public.community_id]
    assert public.seen().body["member_count"] == before
    listed = call(list_members, f"{public.path}/members", as_=public.owner).body["data"]
    assert mallory.user_id not in [member["user_id"] for member in listed]
    [joined] = emitted(MemberJoined, user_id=mallory.user_id)
    [added] = emitted(CircleMemberAdded, user_id=mallory.user_id)
    assert (joined.whole, added.actor_id) == (False, mallory.user_id)

    for _ in range(2):
        assert call(join_community, f"{public.path}/members/me", as_=mallory).status == 204
    assert names(public, mallory) == ["general", "ovens"]
    assert public.seen().body["member_count"] == before + 1
    assert {e.membership_id for e in emitted(MemberJoined, user_id=mallory.user_id)} == {
        joined.membership_id
    }


def test_being_in_a_circle_lets_nobody_into_all_of_a_private_community(
    public: Place, mallory: Person
) -> None:
    assert enter(ring(public), mallory).status == 204
    private = {"visibility": "private"}
    call(update_community, public.path, as_=public.owner, body=private)
    assert call(get_community, public.path, as_=mallory).body["channels"] == []
    with nothing_changes("communities"):
        reply = call(join_community, f"{public.path}/members/me", as_=mallory)
        check_refused(reply, 403, "invite_required")
    assert public.accept(public.invite(), mallory).status == 200
    assert names(public, mallory) == ["general"]
    check_counted(public)


def test_others_are_brought_in_by_who_manages_circles(place: Place, mallory: Person) -> None:
    circle = ring(place, join="managed")
    with nothing_changes("communities"):
        check_refused(enter(circle, place.member), 403, "circle_is_managed")
        check_lacks(enter(circle, place.member, place.owner.user_id), "MANAGE_CIRCLES")
        for nobody in (mallory, place.banned):
            check_refused(enter(circle, place.owner, nobody.user_id), 404, "not_found")
    assert enter(circle, place.owner, place.member.user_id).status == 204
    assert check_seats(place, circle) == 1


def test_the_banned_come_into_no_circle(public: Place) -> None:
    circle = ring(public)
    with nothing_changes("communities"):
        check_refused(enter(circle, public.banned), 404, "not_found")


def test_a_tier_is_asked_for(place: Place) -> None:
    role = new_id(ROLE)
    with transaction() as tx:  # as the route for roles does
        stored = dict(Roles.load_row(f"A#{place.community_id}", "R").roles.attribute_values)
        tx.update(Roles.of(place.community_id), [Roles.roles.set(stored | {role: "0,1,0"})])
        tx.update(Version.of(place.community_id), [Version.v.add(1)])
    circle = ring(place, tier_id=role)
    with nothing_changes("communities"):
        check_refused(enter(circle, place.member), 403, "entitlement_required")
        brought = enter(circle, place.owner, place.member.user_id)
        check_refused(brought, 403, "entitlement_required")
    Member.of(place.community_id, place.member.user_id).change([Member.roles.set([role])])
    assert enter(circle, place.member).status == 204


@pytest.mark.parametrize(
    ("many", "places"), [(12, 4), pytest.param(200, 10, marks=pytest.mark.nightly)]
)
def test_no_more_come_in_than_there_are_places(public: Place, many: int, places: int) -> None:
    circle = ring(public, max_members=places)
    people = [person() for _ in range(many)]
    replies = in_parallel(many, lambda i: enter(circle, people[i]))
    assert Counter(reply.status for reply in replies) == {204: places, 409: many - places}
    assert {reply.code for reply in replies if reply.status == 409} == {"circle_full"}
    assert check_seats(public, circle) == places


def test_one_member_is_in_so_many_circles(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_CIRCLES == 20
    monkeypatch.setattr(rules, "MAX_OF_ONE", 2)
    circles = [ring(place, name=f"{i}") for i in range(4)]
    replies = in_parallel(4, lambda i: enter(circles[i], place.member))
    assert Counter(reply.status for reply in replies) == {204: 2, 422: 2}
    assert sum(check_seats(place, circle) for circle in circles) == 2


def test_what_is_no_user_is_absent(place: Place) -> None:
    circle = ring(place)
    with nothing_changes("communities"):
        for nobody in ("x", circle, f"usr_{'0' * 26}"):
            path = f"/circles/{circle}/members/{nobody}"
            check_refused(call(add_circle_member, path, as_=place.owner), 404, "not_found")
