"""Revoking invites."""

from __future__ import annotations

from commons.testing import Person, Reply, call
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.delete_invite import delete_invite
from functions.communities.endpoints.get_invite import get_invite
from functions.communities.endpoints.list_invites import list_invites
from tests.functions.communities.conftest import Place
from tests.functions.communities.endpoints.test_get_invite import BAD_CODES
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes


def revoked(code: str, by: Person) -> Reply:
    """Ask to revoke an invite."""
    return call(delete_invite, f"/invites/{code}", as_=by)


def test_the_owner_revokes_an_invite(place: Place, mallory: Person) -> None:
    code = place.invite()
    assert revoked(code, place.owner).status == 204

    check_refused(call(get_invite, f"/invites/{code}", as_=mallory), 404, "not_found")
    check_refused(place.accept(code, mallory), 404, "not_found")
    listed = call(list_invites, f"{place.path}/invites", as_=place.owner).body["data"]
    assert code not in {row["code"] for row in listed}


def test_who_made_it_revokes_it(place: Place) -> None:
    made = call(create_invite, f"{place.path}/invites", as_=place.member, body={}).body
    assert revoked(made["code"], place.member).status == 204


def test_a_member_leaves_the_invites_of_others_alone(place: Place) -> None:
    code = place.invite()
    with nothing_changes("communities"):
        check_refused(revoked(code, place.member), 403, "not_your_invite")


def test_to_outsiders_it_is_absent(place: Place, public: Place, mallory: Person) -> None:
    codes = (place.invite(), public.invite())
    with nothing_changes("communities"):
        for who in (mallory, place.banned, public.banned):
            for code in codes:
                check_same(revoked(code, who), revoked("nothing", who))


def test_who_was_banned_revokes_nothing_any_more(place: Place) -> None:
    made = call(create_invite, f"{place.path}/invites", as_=place.member, body={}).body
    place.ban(place.member)
    with nothing_changes("communities"):
        check_refused(revoked(made["code"], place.member), 404, "not_found")


def test_an_unknown_code_is_absent(place: Place) -> None:
    with nothing_changes("communities"):
        for code in BAD_CODES:
            check_refused(revoked(code, place.owner), 404, "not_found")


def test_nobody_revokes_nothing(place: Place) -> None:
    code = place.invite()
    with nothing_changes("communities"):
        check_needs_caller(delete_invite, f"/invites/{code}")
