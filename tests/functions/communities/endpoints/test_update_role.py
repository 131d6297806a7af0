"""PATCH /roles/{role_id}"""

from __future__ import annotations

import random
from collections import Counter

from commons.contracts.communities.roles import RoleUpdated
from commons.permissions import EVERYONE, Permission
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.list_members import list_members
from functions.communities.endpoints.update_role import update_role
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.roles import MANAGE, granted, ladder, listed, role, standings
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    check_same,
    nothing_changes,
)

GOOD = {"name": "Millers", "permissions": "1", "color": None, "hoist": True, "position": 1}
BAD: dict[str, tuple[object, ...]] = {
    "name": ([], True, None, "", "x" * 101, "a\nb"),
    "permissions": ([], None, 3, "-1", "01", "18446744073709551616"),
    "color": ([], 7, "red", "#abc"),
    "hoist": ([], None, 1),
    "mentionable": ([], None, 0),
    "position": ([], None, True, "1", 0, 250),
}


def edited(role_id: str, who: Person, if_match: str | None = None, /, **body: object) -> Reply:
    """Ask for an edit."""
    headers = {} if if_match is None else {"if-match": if_match}
    return call(update_role, f"/roles/{role_id}", as_=who, body=body, headers=headers)


def test_what_is_given_changes_and_what_is_absent_stays(place: Place) -> None:
    role_id = role(place, 3, color="#C86432")
    before = listed(place)[0]
    assert before["color"] == "#c86432"

    reply = edited(role_id, place.owner, name="Millers")
    assert (reply.status, reply.body) == (200, before | {"name": "Millers"})
    assert edited(role_id, place.owner, **GOOD).body == before | GOOD
    assert listed(place)[0] == before | GOOD
    assert [e.revision for e in emitted(RoleUpdated, role_id=role_id)] == [2, 3]


def test_what_a_role_grants_changes_on_the_next_request(place: Place) -> None:
    role_id = role(place, int(Permission.BAN_MEMBERS))
    granted(place, place.member, role_id)
    members = f"{place.path}/members"
    assert call(list_members, members, as_=place.member).status == 200
    everyone = str(int(EVERYONE & ~Permission.VIEW_MEMBERS))
    assert edited(place.community_id, place.owner, permissions=everyone).status == 200
    check_lacks(call(list_members, members, as_=place.member), "VIEW_MEMBERS")
    allowed = str(int(Permission.VIEW_MEMBERS))
    assert edited(role_id, place.owner, permissions=allowed).status == 200
    assert call(list_members, members, as_=place.member).status == 200


def test_of_the_everyone_role_only_what_it_grants_changes(place: Place) -> None:
    first = edited(place.community_id, place.owner, '"1"', permissions="5")
    assert (first.status, first.body["permissions"], first.body["position"]) == (200, "5", 0)
    assert first.body["name"] == "everyone"
    assert first.headers["etag"] == '"2"'
    with nothing_changes("communities"):
        for more in ({"name": "all"}, {"position": 1}, {"hoist": True}, {"color": None}):
            check_refused(edited(place.community_id, place.owner, **more), 409, "everyone_stays")
        stale = edited(place.community_id, place.owner, '"1"', permissions="7")
        check_refused(stale, 412, "precondition_failed")


def test_what_changed_meanwhile_is_not_overwritten(place: Place) -> None:
    role_id = role(place)
    replies = in_parallel(8, lambda i: edited(role_id, place.owner, '"1"', name=f"n{i}"))
    assert Counter(r.status for r in replies) == {200: 1, 412: 7}


def test_a_role_moves_up_and_down(place: Place) -> None:
    a, b, c = (role(place, position=n) for n in (1, 2, 3))
    assert edited(a, place.owner, position=3).body["position"] == 3
    assert standings(place) == {place.community_id: 0, b: 1, c: 2, a: 3}
    assert edited(a, place.owner, position=2).status == 200
    assert standings(place) == {place.community_id: 0, b: 1, a: 2, c: 3}
    with nothing_changes("communities"):
        check_invalid(edited(a, place.owner, position=4), "/body/position")


def test_many_moves_at_once_leave_one_order_without_gaps(place: Place) -> None:
    ids = [role(place) for _ in range(6)]
    rng = random.Random(4)
    moves = [(rng.choice(ids), rng.randint(1, 6)) for _ in range(24)]

    replies = in_parallel(24, lambda i: edited(moves[i][0], place.owner, position=moves[i][1]))

    assert {reply.status for reply in replies} <= {200, 503}
    assert sorted(standings(place).values()) == list(range(7))
    assert standings(place)[place.community_id] == 0


def test_only_what_stands_below_is_edited_and_only_to_stand_below(place: Place) -> None:
    (low, _), (own, helper), (high, _) = ladder(place, 0, MANAGE, 0)

    assert edited(low, helper, name="Lower", permissions="1").status == 200
    assert edited(place.community_id, helper, permissions="131073").status == 200
    with nothing_changes("communities"):
        for role_id in (own, high):
            check_refused(edited(role_id, helper, name="Mine"), 403, "role_too_high")
        check_refused(edited(low, helper, position=2), 403, "role_too_high")
        check_lacks(edited(low, helper, permissions="4"), "SEND_MESSAGES")


def test_a_bit_that_one_lacks_is_not_taken_either(place: Place) -> None:
    """But it may stay, whatever else is changed."""
    (low, _), (_, helper) = ladder(place, int(Permission.BAN_MEMBERS), MANAGE)
    with nothing_changes("communities"):
        check_lacks(edited(low, helper, permissions="1"), "BAN_MEMBERS")
    both = str(int(Permission.BAN_MEMBERS) | 1)
    assert edited(low, helper, permissions=both).status == 200


def test_others_edit_nothing(place: Place, mallory: Person) -> None:
    role_id = role(place)
    with nothing_changes("communities"):
        check_lacks(edited(role_id, place.member, name="x"), "MANAGE_ROLES")
        hidden = edited(role_id, mallory, name="x")
        check_refused(hidden, 404, "not_found")
        check_same(hidden, edited(f"rol_{'0' * 26}", mallory, name="x"))


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"/roles/{role(place)}"
    with nothing_changes("communities"):
        check_bad_bodies(update_role, path, GOOD, place.owner)
        check_bad_fields(update_role, path, GOOD, BAD, place.owner)
