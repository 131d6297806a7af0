"""DELETE /communities/{community_id}/members/{user_id}/roles/{role_id}"""

from __future__ import annotations

from collections import Counter

from commons.contracts.communities.members import MemberUpdated
from commons.permissions import Permission
from commons.testing import Person, call, emitted
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.revoke_role import revoke_role
from functions.communities.models.access import Version
from functions.communities.models.audit import Act, AuditEntry
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.roles import MANAGE, granted, held, ladder, revoked, role
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes


def losses(place: Place) -> int:
    """How often the community has taken something from somebody."""
    return int(Version.load_row(f"A#{place.community_id}", "V").m)


def test_a_role_that_was_taken_grants_nothing_on_the_next_request(place: Place) -> None:
    role_id = role(place, int(Permission.BAN_MEMBERS))
    granted(place, place.member, role_id)
    assert call(list_bans, f"{place.path}/bans", as_=place.member).status == 200
    before = losses(place)

    assert revoked(place, place.member, role_id).status == 204

    check_lacks(call(list_bans, f"{place.path}/bans", as_=place.member), "BAN_MEMBERS")
    assert held(place, place.member) == []
    assert losses(place) == before + 1
    events = emitted(MemberUpdated, community_id=place.community_id)
    assert [(e.revision, e.roles) for e in events] == [(2, [role_id]), (3, [])]


def test_what_is_not_held_is_absent(place: Place) -> None:
    role_id = role(place)
    with nothing_changes("communities"):
        check_refused(revoked(place, place.member, role_id), 404, "not_found")
        check_refused(revoked(place, place.banned, role_id), 404, "not_found")
        check_refused(revoked(place, place.member, f"rol_{'0' * 26}"), 404, "not_found")
        check_refused(revoked(place, place.member, place.community_id), 409, "everyone_stays")
    check_hidden(revoke_role, lambda c: f"/communities/{c}/members/me/roles/{role_id}", place)


def test_one_takes_only_from_below(place: Place) -> None:
    (low, junior), (own, helper), (high, senior) = ladder(place, 0, MANAGE, 0)
    granted(place, senior, low)
    with nothing_changes("communities"):
        for whom, role_id in ((senior, low), (senior, high), (helper, own)):
            check_refused(revoked(place, whom, role_id, helper), 403, "role_too_high")
        check_lacks(revoked(place, junior, low, place.member), "MANAGE_ROLES")
    assert revoked(place, junior, low, helper).status == 204


def test_of_many_at_once_one_takes(place: Place) -> None:
    role_id = role(place)
    granted(place, place.member, role_id)
    replies = in_parallel(6, lambda _: revoked(place, place.member, role_id))
    assert Counter(reply.status for reply in replies) == {204: 1, 404: 5}


def test_who_is_demoted_at_the_same_time_does_not_act_afterwards(place: Place) -> None:
    """The audit log tells which came first: nothing follows what took the right to it."""
    for _ in range(5):
        (_, victim), (right, moderator) = ladder(place, 0, int(Permission.BAN_MEMBERS))

        def act(
            i: int, victim: Person = victim, right: str = right, moderator: Person = moderator
        ) -> int:
            if i:
                return revoked(place, moderator, right).status
            path = f"{place.path}/bans/{victim.user_id}"
            return call(ban_member, path, as_=moderator).status

        banned, demoted = in_parallel(2, act)

        assert (banned, demoted) in ((204, 204), (403, 204))
        entries = [
            (entry.action, entry.target_id)
            for entry in AuditEntry.query(f"AUD#{place.community_id}", consistent_read=True)
        ]
        demotion = entries.index((Act.ROLE_REVOKED, moderator.user_id))
        assert (Act.MEMBER_BANNED, victim.user_id) not in entries[demotion:]
