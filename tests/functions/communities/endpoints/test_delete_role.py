"""DELETE /roles/{role_id}"""

from __future__ import annotations

from collections import Counter

from commons.contracts.communities.roles import RoleDeleted
from commons.permissions import Permission
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.delete_role import delete_role
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.models.members import Member
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.roles import MANAGE, granted, held, ladder, role, standings
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes


def deleted(role_id: str, who: Person) -> Reply:
    """Ask to delete it."""
    return call(delete_role, f"/roles/{role_id}", as_=who)


def test_a_deleted_role_grants_nothing_and_is_shown_nowhere(place: Place) -> None:
    role_id, other = role(place, int(Permission.BAN_MEMBERS)), role(place)
    for one in (role_id, other):
        granted(place, place.member, one)
    assert call(list_bans, f"{place.path}/bans", as_=place.member).status == 200

    assert deleted(role_id, place.owner).status == 204

    check_lacks(call(list_bans, f"{place.path}/bans", as_=place.member), "BAN_MEMBERS")
    assert held(place, place.member) == [other]
    assert standings(place) == {place.community_id: 0, other: 1}
    [event] = emitted(RoleDeleted, role_id=role_id)
    assert event.community_id == place.community_id
    check_refused(deleted(role_id, place.owner), 404, "not_found")


def test_the_row_of_who_held_it_is_cleaned_when_it_is_next_written(place: Place) -> None:
    role_id, other = role(place), role(place)
    granted(place, place.member, role_id)
    deleted(role_id, place.owner)
    granted(place, place.member, other)
    assert list(Member.load(place.community_id, place.member.user_id).roles) == [other]


def test_the_everyone_role_stays(place: Place) -> None:
    with nothing_changes("communities"):
        check_refused(deleted(place.community_id, place.owner), 409, "everyone_stays")


def test_only_what_stands_below_is_deleted(place: Place, mallory: Person) -> None:
    (low, _), (own, helper), (high, _) = ladder(place, 0, MANAGE, 0)
    with nothing_changes("communities"):
        for role_id in (own, high):
            check_refused(deleted(role_id, helper), 403, "role_too_high")
        check_lacks(deleted(low, place.member), "MANAGE_ROLES")
        check_refused(deleted(low, mallory), 404, "not_found")
    assert deleted(low, helper).status == 204


def test_of_many_at_once_one_deletes(place: Place) -> None:
    role_id = role(place)
    replies = in_parallel(6, lambda _: deleted(role_id, place.owner))
    assert Counter(reply.status for reply in replies) == {204: 1, 404: 5}
