"""PUT /communities/{community_id}/members/{user_id}/roles/{role_id}"""

from __future__ import annotations

import pytest

from commons import clock
from commons.contracts.communities.members import MemberUpdated
from commons.permissions import Permission
from commons.testing import Reply, call, emitted, person
from functions.communities.endpoints.delete_role import delete_role
from functions.communities.endpoints.get_member import get_member
from functions.communities.endpoints.grant_role import grant_role
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.list_members import list_members
from functions.communities.rules import members as rules
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.roles import MANAGE, at, granted, held, ladder, role
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_invalid, check_refused, nothing_changes

DAY_S = 86_400
BAD: tuple[object, ...] = (
    *([], {}, True, 7, "", "tomorrow", "2027-02-30T00:00:00Z", "2027-01-01", "2027-01-01T00:00:00"),
    *("2027-01-01T24:00:00Z", "2027-01-01T00:00:00+24:00", "9999-12-31T23:59:59.9999999999Z"),
)


def test_a_role_grants_from_the_next_request_on(place: Place) -> None:
    role_id = role(place, int(Permission.BAN_MEMBERS))
    check_lacks(call(list_bans, f"{place.path}/bans", as_=place.member), "BAN_MEMBERS")

    assert granted(place, place.member, role_id).status == 204

    assert call(list_bans, f"{place.path}/bans", as_=place.member).status == 200
    assert held(place, place.member) == [role_id]
    [event] = emitted(MemberUpdated, community_id=place.community_id)
    assert (event.user_id, event.actor_id) == (place.member.user_id, place.owner.user_id)
    assert (event.roles, event.roles_end, event.revision) == ([role_id], {}, 2)


def test_giving_again_changes_nothing(place: Place) -> None:
    role_id = role(place)
    granted(place, place.member, role_id)
    with nothing_changes("communities"):
        assert granted(place, place.member, role_id).status == 204


def test_a_role_ends_by_its_date(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    role_id, end = role(place, int(Permission.BAN_MEMBERS)), at(120)
    assert granted(place, place.member, role_id, expires_at=end).status == 204

    shown = call(get_member, f"{place.path}/members/me", as_=place.member).body
    assert shown["roles_end"] == {role_id: end}
    assert call(list_bans, f"{place.path}/bans", as_=place.member).status == 200
    monkeypatch.setattr(clock, "_correction_ms", 0)
    later = clock.now_ms() + 121_000
    monkeypatch.setattr("commons.access.now_s", lambda: later // 1000)
    monkeypatch.setattr("functions.communities.resources.now_s", lambda: later // 1000)
    check_lacks(call(list_bans, f"{place.path}/bans", as_=place.member), "BAN_MEMBERS")
    shown = call(get_member, f"{place.path}/members/me", as_=place.member).body
    assert (shown["roles"], shown["roles_end"]) == ([], {})


def test_a_date_can_be_moved_and_taken_away(place: Place) -> None:
    role_id, path = role(place), f"{place.path}/members/{place.member.user_id}"
    for end in (at(500), at(900)):
        granted(place, place.member, role_id, expires_at=end)
        assert call(get_member, path, as_=place.owner).body["roles_end"] == {role_id: end}
    assert granted(place, place.member, role_id).status == 204
    shown = call(get_member, path, as_=place.owner).body
    assert (shown["roles"], shown["roles_end"]) == ([role_id], {})


def test_a_date_lies_ahead_and_within_a_year(place: Place) -> None:
    role_id = role(place)
    path = f"{place.path}/members/{place.member.user_id}/roles/{role_id}"
    with nothing_changes("communities"):
        for end in (at(-5), at(0), at(366 * DAY_S), "1970-01-01T00:00:00Z"):
            check_invalid(granted(place, place.member, role_id, expires_at=end), "/body/expires_at")
        for bad in BAD:
            reply = call(grant_role, path, as_=place.owner, body={"expires_at": bad})
            check_invalid(reply, "/body/expires_at")
        good = {"expires_at": at(60)}
        check_bad_bodies(grant_role, path, good, place.owner, optional=True)
    assert granted(place, place.member, role_id, expires_at=at(365 * DAY_S - 5)).status == 204


def test_one_gives_only_roles_and_bits_below_to_members_below(place: Place) -> None:
    (low, junior), (own, helper), (high, senior) = ladder(place, 0, MANAGE, 0)
    banning = role(place, int(Permission.BAN_MEMBERS))
    spare = role(place)

    assert granted(place, junior, spare, helper).status == 204
    assert granted(place, helper, spare, helper).status == 204
    with nothing_changes("communities"):
        check_lacks(granted(place, junior, banning, helper), "BAN_MEMBERS")
        for whom, role_id in ((junior, own), (junior, high), (helper, high)):
            check_refused(granted(place, whom, role_id, helper), 403, "role_too_high")
        for whom in (senior, place.owner):
            check_refused(granted(place, whom, low, helper), 403, "role_too_high")
        check_lacks(granted(place, junior, spare, place.member), "MANAGE_ROLES")
        check_refused(granted(place, junior, place.community_id), 409, "everyone_stays")


def test_what_is_not_there_is_given_to_nobody(place: Place, public: Place) -> None:
    role_id, theirs = role(place), role(public)
    with nothing_changes("communities"):
        for whom in (person(), place.banned):
            check_refused(granted(place, whom, role_id), 404, "not_found")
        for absent in (theirs, public.community_id, f"rol_{'0' * 26}", "x"):
            check_refused(granted(place, place.member, absent), 404, "not_found")
    check_hidden(grant_role, lambda c: f"/communities/{c}/members/me/roles/{role_id}", place)


def test_a_member_holds_so_many_roles(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many at once; a role that is gone does not count."""
    monkeypatch.setattr(rules, "MAX_ROLES", 3)
    ids = [role(place) for _ in range(6)]
    replies = in_parallel(6, lambda i: granted(place, place.member, ids[i]))
    assert sorted(reply.status for reply in replies) == [204, 204, 204, 422, 422, 422]
    first, *_ = kept = held(place, place.member)
    [spare, *_] = [one for one in ids if one not in kept]
    with nothing_changes("communities"):
        check_refused(granted(place, place.member, spare), 422, "limit_reached")
    call(delete_role, f"/roles/{first}", as_=place.owner)
    assert granted(place, place.member, spare).status == 204


def test_a_member_holds_so_many_temporary_roles(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_TEMPORARY", 1)
    first, second = role(place), role(place)
    assert granted(place, place.member, first, expires_at=at(60)).status == 204
    refused = granted(place, place.member, second, expires_at=at(60))
    check_refused(refused, 422, "limit_reached")
    assert granted(place, place.member, second).status == 204


def test_a_role_that_is_deleted_meanwhile_is_not_held(place: Place) -> None:
    for _ in range(5):
        role_id = role(place)

        def act(i: int, role_id: str = role_id) -> Reply:
            if i:
                return granted(place, place.member, role_id)
            return call(delete_role, f"/roles/{role_id}", as_=place.owner)

        deleted, given = in_parallel(2, act)
        assert (deleted.status, given.status) in ((204, 204), (204, 404))
        assert role_id not in held(place, place.member)
        page = call(list_members, f"{place.path}/members", as_=place.owner).body["data"]
        assert all(role_id not in member["roles"] for member in page)
