"""Handing a community over: always exactly one owner, who is a member."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from commons import access
from commons.clock import now_s
from commons.contracts.communities.community import OwnershipTransferred
from commons.permissions import Permission
from commons.testing import Person, Reply, call, emitted, person
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.endpoints.transfer_ownership import transfer_ownership
from functions.communities.endpoints.update_community import update_community
from functions.communities.models.access import Roles, Version
from functions.communities.models.community import Community
from functions.communities.models.members import Member
from tests.faults import AFTER, BEFORE, calls
from tests.functions.communities.conftest import ABSENT, Place, check_hidden, founded
from tests.functions.communities.logs import log_of
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

BAD: dict[str, tuple[object, ...]] = {
    "user_id": ([], {}, True, 1.5, None, "", "me", "usr_1", ABSENT),
}


def handed(place: Place, by: Person, to: Person) -> Reply:
    """Hand the community over."""
    path, body = f"{place.path}/transfer", {"user_id": to.user_id}
    return call(transfer_ownership, path, as_=by, body=body)


def leaves(place: Place, who: Person) -> Reply:
    """Somebody leaves."""
    return call(remove_member, f"{place.path}/members/me", as_=who)


def check_one_owner(place: Place) -> str:
    """Both places that name the owner name the same, who is a member; who it is."""
    community = Community.load(place.community_id)
    version = Version.get(f"A#{place.community_id}", "V", consistent_read=True)
    assert version.owner == community.owner_id
    assert Member.load(place.community_id, community.owner_id).present
    return str(community.owner_id)


def test_a_member_becomes_the_owner(place: Place) -> None:
    reply = handed(place, place.owner, place.member)

    assert reply.status == 200
    assert reply.body["owner_id"] == place.member.user_id == check_one_owner(place)
    assert "channels" not in reply.body
    edit = {"name": "Mine"}
    assert call(update_community, place.path, as_=place.member, body=edit).status == 200
    refused = call(update_community, place.path, as_=place.owner, body=edit)
    check_refused(refused, 403, "missing_permission")
    [told] = emitted(OwnershipTransferred, community_id=place.community_id)
    assert (told.actor_id, told.owner_id) == (place.owner.user_id, place.member.user_id)
    assert log_of(place.community_id)[-2]["action"] == "ownership_transferred"


def test_the_new_owner_cannot_leave_and_the_old_one_can(place: Place) -> None:
    check_refused(leaves(place, place.owner), 409, "owner_cannot_leave")
    handed(place, place.owner, place.member)
    check_refused(leaves(place, place.member), 409, "owner_cannot_leave")
    kick = f"{place.path}/members/{place.member.user_id}"
    assert call(remove_member, kick, as_=place.owner).status in (403, 409)
    assert leaves(place, place.owner).status == 204
    assert check_one_owner(place) == place.member.user_id


def test_an_administrator_is_no_owner(place: Place) -> None:
    bits = int(Permission.ADMINISTRATOR | Permission.VIEW)
    Roles.of(place.community_id, roles={place.community_id: f"{bits},0,{now_s()}"}).save()
    access.forget()
    with nothing_changes("communities"):
        check_refused(handed(place, place.member, place.member), 403, "not_the_owner")


def test_only_a_whole_member_who_is_free_can_own_it(place: Place) -> None:
    late, circled = person(), person()
    for who, values in (
        (late, {"timeout_until": now_s() + 60}),
        (circled, {"whole": False}),
    ):
        Member.new(place.community_id, who.user_id, **values).save()
    with nothing_changes("communities"):
        for heir in (person(), place.banned, place.owner, late, circled):
            check_refused(handed(place, place.owner, heir), 422, "cannot_own")


def test_a_timeout_that_is_over_hinders_nobody(place: Place) -> None:
    who = person()
    Member.new(place.community_id, who.user_id, timeout_until=now_s() - 1).save()
    assert handed(place, place.owner, who).status == 200


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    good = {"user_id": place.member.user_id}
    with nothing_changes("communities"):
        check_bad_bodies(transfer_ownership, f"{place.path}/transfer", good, place.owner)
        check_bad_fields(transfer_ownership, f"{place.path}/transfer", good, BAD, place.owner)


def test_that_of_a_private_community_is_hidden(place: Place) -> None:
    body = {"user_id": place.member.user_id}
    path = "/communities/{}/transfer".format
    check_hidden(transfer_ownership, path, place, body=body)


@pytest.mark.parametrize("rounds", [4, pytest.param(1000, marks=pytest.mark.nightly)])
def test_two_transfers_at_once_leave_one_owner(alice: Person, rounds: int) -> None:
    place = founded(alice, "private")
    other = person()
    place.join(other)
    owner, others = place.owner, [place.member, other]
    for _ in range(rounds):
        replies = in_parallel(2, partial(_hand, place, owner, others))
        assert Counter(reply.status for reply in replies) == {200: 1, 403: 1}
        new = check_one_owner(place)
        everybody = [owner, *others]
        owner = next(who for who in everybody if who.user_id == new)
        others = [who for who in everybody if who is not owner]


def _hand_or_go(place: Place, heir: Person, i: int, *, banned: bool) -> Reply:
    if i == 0:
        return handed(place, place.owner, heir)
    return place.ban(heir) if banned else leaves(place, heir)


def _hand(place: Place, owner: Person, heirs: list[Person], i: int) -> Reply:
    return handed(place, owner, heirs[i])


@pytest.mark.parametrize("rounds", [6, pytest.param(1000, marks=pytest.mark.nightly)])
def test_who_leaves_or_is_banned_meanwhile_owns_nothing(alice: Person, rounds: int) -> None:
    place = founded(alice, "private")
    for number in range(rounds):
        heir = person()
        place.join(heir)
        given, gone = in_parallel(2, partial(_hand_or_go, place, heir, banned=number % 2 == 0))
        owner = check_one_owner(place)
        assert (given.status == 200) == (owner == heir.user_id)
        assert given.status == 200 or given.code == "cannot_own"
        assert (gone.status == 204) == (owner != heir.user_id)
        if owner == heir.user_id:
            assert handed(place, heir, place.owner).status == 200


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_death_at_any_call_leaves_one_owner(place: Place, when: str) -> None:
    by, to = place.owner, place.member
    with calls() as watched:
        assert handed(place, by, to).status == 200
    by, to = to, by
    for number in range(len(watched.names)):
        with calls(number, when):
            handed(place, by, to)
        owner = check_one_owner(place)
        if owner == to.user_id:
            by, to = to, by
    assert check_one_owner(place) == by.user_id
