"""POST /communities/{community_id}/roles"""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.communities.roles import RoleCreated, RolesOrdered
from commons.permissions import ALL, Permission
from commons.testing import call, emitted
from functions.communities.endpoints.create_role import create_role
from functions.communities.rules import roles as rules
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.roles import MANAGE, ladder, listed, made, role, standings
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    nothing_changes,
)

GOOD = {
    "name": "Bakers",
    "permissions": "3",
    "color": "#c86432",
    "hoist": True,
    "mentionable": True,
}
BAD: dict[str, tuple[object, ...]] = {
    "name": ([], {}, True, 1.5, None, "", "   ", "x" * 101, "a\0b", "a\nb"),
    "permissions": (
        *([], True, None, 3, "", "-1", "+1", "01", "1.0", "0x1", "٣"),
        *(str(ALL + 1), "9" * 20, "9" * 40),
    ),
    "color": ([], True, 7, "", "red", "#abc", "#12345g", "c86432", "#c8643200"),
    "hoist": ([], None, 1, "true"),
    "mentionable": ([], None, 0, "no"),
    "position": ([], None, True, "1", 1.5, 0, -1, 250),
}


def test_a_new_role_stands_lowest_and_is_told(place: Place) -> None:
    first = made(place, **GOOD)
    second = made(place, name="Second")

    assert first.status == second.status == 201
    assert first.body | GOOD == first.body
    assert first.headers["etag"] == '"1"'
    assert [r["id"] for r in listed(place)] == [
        first.body["id"],
        second.body["id"],
        place.community_id,
    ]
    created = emitted(RoleCreated, community_id=place.community_id)
    assert [event.name for event in created] == ["Bakers", "Second"]
    orders = emitted(RolesOrdered, community_id=place.community_id)
    newest = max(orders, key=lambda event: event.version)
    assert newest.role_ids == [place.community_id, second.body["id"], first.body["id"]]


def test_a_role_stands_where_it_is_asked_to(place: Place) -> None:
    low, high = role(place), role(place, position=2)
    middle = role(place, position=2)

    assert standings(place) == {place.community_id: 0, low: 1, middle: 2, high: 3}
    with nothing_changes("communities"):
        check_invalid(made(place, position=5), "/body/position")


def test_bits_without_a_name_are_kept(place: Place) -> None:
    bits = str(1 << 63 | 1 << 11 | 1)
    assert made(place, permissions=bits).body["permissions"] == bits
    assert made(place, permissions=str(ALL)).body["permissions"] == str(ALL)


def test_nobody_gives_what_they_lack_or_stands_above_themselves(place: Place) -> None:
    (_, low), (_, helper) = ladder(place, MANAGE, MANAGE | Permission.BAN_MEMBERS)

    assert made(place, helper, permissions=str(int(Permission.BAN_MEMBERS))).status == 201
    assert made(place, helper, position=2).status == 201
    with nothing_changes("communities"):
        check_lacks(made(place, low, permissions=str(int(Permission.BAN_MEMBERS))), "BAN_MEMBERS")
        check_refused(made(place, helper, permissions=str(1 << 63)), 403, "missing_permission")
        check_refused(made(place, helper, position=5), 403, "role_too_high")
    (_, admin), *_ = ladder(place, int(Permission.ADMINISTRATOR))
    assert made(place, admin, permissions=str(1 << 63)).status == 201


def test_who_holds_only_what_everybody_holds_stands_above_nothing(place: Place) -> None:
    (_, helper), *_ = ladder(place, MANAGE)
    assert made(place, helper).status == 201
    with nothing_changes("communities"):
        check_lacks(made(place, place.member), "MANAGE_ROLES")


def test_a_community_has_so_many_roles(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many at once: the last places are given once each, ranks stay without gaps."""
    monkeypatch.setattr(rules, "MAX_ROLES", 6)
    replies = in_parallel(12, lambda _: made(place))

    assert Counter(reply.status for reply in replies) == {201: 5, 422: 7}
    assert {reply.code for reply in replies if reply.status == 422} == {"limit_reached"}
    assert sorted(standings(place).values()) == list(range(6))


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(create_role, lambda c: f"/communities/{c}/roles", place, body=GOOD)


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"{place.path}/roles"
    with nothing_changes("communities"):
        check_bad_bodies(create_role, path, GOOD, place.owner)
        check_bad_fields(create_role, path, GOOD, BAD, place.owner)
        check_invalid(call(create_role, path, as_=place.owner, body={}), "/body/name")
