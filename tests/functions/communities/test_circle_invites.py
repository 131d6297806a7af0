"""Invites into a circle: made by who may bring people in, and leading there and no further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from commons.access import standing
from commons.contracts.communities.circles import CircleMemberAdded
from commons.contracts.communities.members import MemberJoined
from commons.ids import CIRCLE, new_id
from commons.permissions import Permission
from commons.testing import Person, Reply, call, emitted, person
from functions.communities.endpoints.delete_circle import delete_circle
from functions.communities.endpoints.get_invite import get_invite
from functions.communities.endpoints.list_invites import list_invites
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.models.trust import Invited
from tests.functions.communities.circling import check_seats, enter, ring, shown
from tests.functions.communities.conftest import Place, check_counted, check_lacks
from tests.functions.communities.entrances import add_role, code_of, hold, invited
from tests.functions.communities.logs import log_of
from tests.functions.communities.places import made, names
from tests.functions.communities.raiders import undone
from tests.parallel import in_parallel
from tests.refusals import check_invalid, check_refused, check_same, nothing_changes

CIRCLES = Permission.MANAGE_CIRCLES


def looked_at(code: str, who: Person) -> Reply:
    """An invite as its holder sees it."""
    return call(get_invite, f"/invites/{code}", as_=who)


def check_leads_nowhere(place: Place, code: str) -> None:
    """To whoever comes, an invite is as absent as one that never was; nothing is written."""
    stranger = person()
    with nothing_changes("communities"):
        check_same(place.accept(code, stranger), place.accept("nothing", stranger))
        check_same(looked_at(code, stranger), looked_at("nothing", stranger))


def test_a_stranger_comes_into_the_circle_alone(place: Place, mallory: Person) -> None:
    circle = ring(place, visibility="secret", join="managed")
    made(place, "ovens", circle_id=circle)
    reply = invited(place, place.owner, circle_id=circle, max_uses=1)
    assert (reply.status, reply.body["circle_id"], reply.body["role_ids"]) == (201, circle, [])
    code, before = reply.body["code"], place.seen().body["member_count"]

    seen = looked_at(code, mallory).body
    assert seen["circle"] == {"id": circle, "name": "Night shift"}
    accepted = place.accept(code, mallory)

    assert (accepted.status, accepted.body["circle_id"]) == (200, circle)
    assert accepted.body["member"]["user_id"] == mallory.user_id
    assert names(place, mallory) == ["ovens"]
    assert place.seen().body["member_count"] == before
    assert check_seats(place, circle) == 1
    [joined] = emitted(MemberJoined, user_id=mallory.user_id)
    [added] = emitted(CircleMemberAdded, user_id=mallory.user_id)
    assert (joined.whole, joined.inviter_id) == (False, place.owner.user_id)
    assert (added.circle_id, added.actor_id) == (circle, place.owner.user_id)
    with nothing_changes("communities"):
        assert place.accept(code, mallory).body == accepted.body


def test_a_member_comes_into_it_and_stays_what_they_are(place: Place) -> None:
    circle = ring(place)
    code = place.invite(circle_id=circle, max_uses=1)
    before = emitted(MemberJoined, user_id=place.member.user_id)

    assert place.accept(code, place.member).status == 200

    assert shown(circle, place.member).body["joined"]
    assert names(place, place.member) == ["general"]
    assert emitted(MemberJoined, user_id=place.member.user_id) == before
    assert looked_at(code, place.owner).body["uses"] == check_seats(place, circle) == 1
    check_counted(place)
    check_refused(place.accept(code, person()), 410, "invite_used_up")


def test_who_is_in_another_circle_only_comes_into_this_one_too(
    place: Place, mallory: Person
) -> None:
    one, other = ring(place), ring(place, name="Early shift")
    for circle in (one, other):
        assert place.accept(place.invite(circle_id=circle), mallory).status == 200
    assert check_seats(place, one) == check_seats(place, other) == 1
    assert names(place, mallory) == []
    [joined] = emitted(MemberJoined, user_id=mallory.user_id)
    assert not joined.whole


def test_whoever_manages_circles_may_use_their_own(place: Place) -> None:
    circle = ring(place)
    assert place.accept(place.invite(circle_id=circle), place.owner).status == 200
    assert check_seats(place, circle) == 1


def test_an_invite_into_the_community_leads_into_no_circle(place: Place, mallory: Person) -> None:
    assert looked_at(place.invite(), mallory).body["circle"] is None
    assert place.accept(place.invite(), mallory).body["circle_id"] is None


def test_only_who_may_bring_people_in_invites_into_a_circle(place: Place, public: Place) -> None:
    visible, secret = ring(place), ring(place, visibility="secret")
    enter(visible, place.member)
    gone, others = new_id(CIRCLE), ring(public)
    with nothing_changes("communities"):
        check_lacks(invited(place, place.member, circle_id=visible), "MANAGE_CIRCLES")
        hidden = invited(place, place.member, circle_id=secret)
        check_same(hidden, invited(place, place.member, circle_id=gone))
        check_refused(hidden, 404, "not_found")
        for absent in (gone, others):
            check_refused(invited(place, place.owner, circle_id=absent), 404, "not_found")
    add_role(place, CIRCLES, 3, place.member)
    assert invited(place, place.member, circle_id=secret).status == 201


def test_it_gives_no_roles(place: Place) -> None:
    role, circle = add_role(place, 0, 1), ring(place)
    with nothing_changes("communities"):
        reply = invited(place, place.owner, circle_id=circle, role_ids=[role])
        check_invalid(reply, "/body")
        bads: tuple[object, ...] = ("x", place.community_id, 1, [], True)
        for bad in bads:
            check_invalid(invited(place, place.owner, circle_id=bad), "/body/circle_id")


def test_making_one_is_recorded_with_what_it_gives(place: Place) -> None:
    circle, role = ring(place), add_role(place, 0, 1)
    bodies: tuple[dict[str, object], ...] = ({"circle_id": circle}, {"role_ids": [role]})
    for body in bodies:
        made_one = invited(place, place.owner, **body).body
        entry = log_of(place.community_id)[-1]
        assert (entry["action"], entry["target_id"]) == ("invite_created", made_one["id"])
        assert entry["after"] == {"role_ids": [], "circle_id": None, "max_uses": 0} | body
    before = len(log_of(place.community_id))
    invited(place, place.member)
    assert len(log_of(place.community_id)) == before


def test_whoever_lost_the_right_lets_nobody_in(place: Place) -> None:
    circle = ring(place)
    add_role(place, CIRCLES, 3, place.member)
    code = code_of(place, place.member, circle_id=circle)
    assert place.accept(code, first := person()).status == 200
    hold(place, place.member)
    check_leads_nowhere(place, code)
    with nothing_changes("communities"):
        assert place.accept(code, first).status == 200  # is in already


def test_it_ends_with_its_makers_membership(place: Place) -> None:
    circle = ring(place)
    add_role(place, CIRCLES, 3, place.member)
    code = code_of(place, place.member, circle_id=circle)
    call(remove_member, f"{place.path}/members/me", as_=place.member)
    check_leads_nowhere(place, code)


def test_into_a_deleted_circle_it_leads_nowhere(place: Place) -> None:
    circle = ring(place)
    code = place.invite(circle_id=circle)
    assert call(delete_circle, f"/circles/{circle}", as_=place.owner).status == 204
    check_leads_nowhere(place, code)


def test_to_the_banned_it_is_absent(place: Place) -> None:
    code = place.invite(circle_id=ring(place))
    with nothing_changes("communities"):
        check_same(place.accept(code, place.banned), place.accept("nothing", place.banned))
        check_same(looked_at(code, place.banned), looked_at("nothing", place.banned))


def test_the_tier_is_still_asked_for(place: Place, mallory: Person) -> None:
    tier = add_role(place, 0, 1)
    code = place.invite(circle_id=ring(place, tier_id=tier))
    with nothing_changes("communities"):
        check_refused(place.accept(code, mallory), 403, "entitlement_required")
        check_refused(place.accept(code, place.member), 403, "entitlement_required")
    hold(place, place.member, tier)
    assert place.accept(code, place.member).status == 200


def test_codes_into_circles_are_listed_for_who_manages_circles(place: Place) -> None:
    """A code lets its reader in, so who manages invites alone would come into secret circles."""
    add_role(place, Permission.MANAGE_INVITES, 3, place.member)
    code = place.invite(circle_id=ring(place, visibility="secret"))

    def listed(who: Person) -> set[str]:
        rows = call(list_invites, f"{place.path}/invites", as_=who, query={"limit": 100})
        return {row["code"] for row in rows.body["data"]}

    assert listed(place.owner) - listed(place.member) == {code}


def test_a_raid_undoes_memberships_that_began_in_a_circle_and_no_others(place: Place) -> None:
    circle = ring(place)
    place.join(raider := person())
    add_role(place, CIRCLES, 3, raider)
    code = code_of(place, raider, circle_id=circle)
    for who in (newcomer := person(), place.member):
        assert place.accept(code, who).status == 200
    [row] = Invited.by(place.community_id, raider.user_id)
    assert row.user_id == newcomer.user_id

    assert undone(place, {"inviter_id": raider.user_id}, "kick").removed == 1

    assert check_seats(place, circle) == 1
    assert names(place, place.member) == ["general"]


@pytest.mark.parametrize(
    ("many", "few"), [(24, 4), pytest.param(200, 10, marks=pytest.mark.nightly)]
)
@pytest.mark.parametrize("bounded", ["seats", "uses"])
def test_of_many_at_once_as_many_come_in_as_there_is_room(
    place: Place, many: int, few: int, bounded: str
) -> None:
    circle = ring(place, **({"max_members": few} if bounded == "seats" else {}))
    code = place.invite(circle_id=circle, max_uses=few if bounded == "uses" else 0)
    crowd = [person() for _ in range(many)]
    replies = in_parallel(many, lambda i: place.accept(code, crowd[i]), threads=50)

    refusal = {"seats": (409, "circle_full"), "uses": (410, "invite_used_up")}[bounded]
    assert Counter(
        (reply.status, reply.code if reply.status > 200 else "") for reply in replies
    ) == {
        (200, ""): few,
        refusal: many - few,
    }
    assert looked_at(code, place.owner).body["uses"] == check_seats(place, circle) == few
    assert len(list(Invited.by(place.community_id, place.owner.user_id))) == few + 1  # the member


def test_who_accepts_while_the_maker_is_demoted_is_in_before_or_not_at_all(place: Place) -> None:
    for _ in range(3):
        circle = ring(place)
        add_role(place, CIRCLES, 3, place.member)
        code = code_of(place, place.member, circle_id=circle)
        crowd = [person() for _ in range(9)]
        demotion = partial(hold, place, place.member)
        accepts = [partial(place.accept, code, who) for who in crowd]
        _, *replies = in_parallel(10, partial(_act, [demotion, *accepts]))
        assert {reply.status for reply in replies} <= {200, 404}
        assert check_seats(place, circle) == [reply.status for reply in replies].count(200)
        check_leads_nowhere(place, code)


@pytest.mark.parametrize("roles", [0, 1])
def test_who_was_in_a_circle_and_comes_in_with_a_role_is_looked_at_again(
    place: Place, mallory: Person, roles: int
) -> None:
    """Overrides of a role can take what its holder saw in the circle."""
    place.accept(code_of(place, place.owner, circle_id=ring(place)), mallory)
    before = standing(mallory.user_id, community_id=place.community_id).version.m
    given = [add_role(place) for _ in range(roles)]
    assert place.accept(code_of(place, place.owner, role_ids=given), mallory).status == 200

    after = standing(mallory.user_id, community_id=place.community_id)
    assert (after.version.m, after.member.whole) == (before + roles, True)


def _act(acts: list[Callable[[], Any]], i: int) -> Any:
    """One of several things that happen at once."""
    return acts[i]()
