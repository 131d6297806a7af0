"""Inviting."""

from __future__ import annotations

from datetime import datetime

from commons.clock import now_s
from commons.testing import Person, Reply, call
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.get_invite import get_invite
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.refusals import check_bad_bodies, check_bad_fields, nothing_changes

GOOD = {"max_uses": 10, "expires_in": 3600}
BAD: dict[str, tuple[object, ...]] = {
    "max_uses": ([], {}, True, None, "1", 1.5, -1, 101),
    "expires_in": ([], {}, True, None, "1", 1.5, -1, 604_801),
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
