"""Inviting."""

from __future__ import annotations

from datetime import datetime

from commons.clock import now_s
from commons.permissions import Permission
from commons.testing import Person, Reply, call
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.get_invite import get_invite
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.entrances import MANAGER, add_role, set_role
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    nothing_changes,
)

GOOD = {"max_uses": 10, "expires_in": 3600}
BAD: dict[str, tuple[object, ...]] = {
    "max_uses": ([], {}, True, None, "1", 1.5, -1, 101),
    "expires_in": ([], {}, True, None, "1", 1.5, -1, 604_801),
    "role_ids": ({}, True, None, "1", 1.5, [f"rol_{i:026}" for i in range(11)]),
}


def invited(place: Place, who: Person, **body: object) -> Reply:
    """Ask for an invite."""
    return call(create_invite, f"{place.path}/invites", as_=who, body=body)


def test_a_member_invites(place: Place) -> None:
    reply = invited(place, place.member, **GOOD)

    assert reply.status == 201
    invite = reply.body
    assert (invite["uses"], invite["max_uses"]) == (0, 10)
    assert invite["inviter_id"] == place.member.user_id
    assert invite["community_id"] == place.community_id
    until = datetime.fromisoformat(invite["expires_at"]).timestamp() - now_s()
    assert 3590 <= until <= 3600


def test_left_open_an_invite_lasts_a_week_and_has_no_limit(place: Place) -> None:
    invite = invited(place, place.member).body
    until = datetime.fromisoformat(invite["expires_at"]).timestamp() - now_s()
    assert invite["max_uses"] == 0
    assert 604_790 <= until <= 604_800


def test_nought_seconds_is_for_ever(place: Place) -> None:
    assert invited(place, place.member, expires_in=0).body["expires_at"] is None


def test_a_code_cannot_be_guessed(place: Place) -> None:
    codes = {place.invite() for _ in range(20)}
    assert len(codes) == 20
    assert min(len(code) for code in codes) >= 128 / 6


def test_a_code_leads_to_its_invite(place: Place, mallory: Person) -> None:
    invite = invited(place, place.member, **GOOD).body
    shown = call(get_invite, f"/invites/{invite['code']}", as_=mallory).body
    assert invite.items() <= shown.items()


def test_who_manages_roles_invites_to_those_below_their_own(place: Place) -> None:
    mine = add_role(place, MANAGER, 5, place.member)
    below, above = add_role(place, 0, 4), add_role(place, 0, 6)

    reply = invited(place, place.member, role_ids=[below, below])
    assert (reply.status, reply.body["role_ids"]) == (201, [below])
    assert reply.body["id"].startswith("inv_")
    with nothing_changes("communities"):
        for role_id in (mine, above):
            reply = invited(place, place.member, role_ids=[below, role_id])
            check_refused(reply, 403, "role_too_high")
    assert invited(place, place.owner, role_ids=[above]).status == 201


def test_nobody_invites_to_what_they_lack(place: Place) -> None:
    plain = add_role(place, 0, 1)
    with nothing_changes("communities"):
        check_lacks(invited(place, place.member, role_ids=[plain]), "MANAGE_ROLES")
    add_role(place, MANAGER, 5, place.member)
    strong = add_role(place, Permission.BAN_MEMBERS, 2)
    with nothing_changes("communities"):
        check_lacks(invited(place, place.member, role_ids=[strong]), "BAN_MEMBERS")


def test_a_role_that_is_not_there_is_not_found(place: Place, public: Place) -> None:
    gone, others = add_role(place, 0, 1), add_role(public, 0, 1)
    set_role(place, gone, None)
    with nothing_changes("communities"):
        for role_id in (gone, others):
            reply = invited(place, place.owner, role_ids=[role_id])
            check_refused(reply, 404, "not_found")
        reply = invited(place, place.owner, role_ids=[place.community_id])
        check_invalid(reply, "/body/role_ids/0")


def test_a_stranger_invites_nobody(public: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        check_lacks(invited(public, mallory), "CREATE_INVITES")


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(
        create_invite, lambda community: f"/communities/{community}/invites", place, body=GOOD
    )


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"{place.path}/invites"
    with nothing_changes("communities"):
        check_bad_bodies(create_invite, path, GOOD, place.owner)
        check_bad_fields(create_invite, path, GOOD, BAD, place.owner)
