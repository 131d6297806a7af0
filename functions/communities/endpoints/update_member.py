"""PATCH /communities/{community_id}/members/{user_id}"""

from typing import Any

from commons.access import Standing as Actor
from commons.clock import now_s
from commons.contracts.communities.members import MemberUpdated
from commons.errors import MissingPermission, RoleTooHigh
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, members
from ..audit import Act, By
from ..errors import TimeoutRefused
from ..models.members import Member
from ..rules.members import MAX_TIMEOUT_S, check_can_be_timed_out, check_reach
from ..schemas.members import MemberChanges, MemberOut
from ..schemas.times import seconds


@endpoint(
    "PATCH /communities/{community_id}/members/{user_id}",
    permission=Permission.VIEW_MEMBERS,
    unless_self="user_id",
    problems=(MissingPermission, RoleTooHigh, TimeoutRefused),
    reads=(Member, *audit.AUDIT_READS),
    writes=(*acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(MemberUpdated,),
)
async def update_member(
    community_id: str, user_id: str, body: MemberChanges, standing: Standing, reason: AuditReason
) -> MemberOut:
    """Change your own nick, or the nick of a member below you; time them out, or end that."""
    whom = standing.user_id if user_id == "me" else user_id
    by = By(community_id, standing.user_id, reason)
    given, own = body.model_fields_set, whom == standing.user_id
    timed = "timeout_until" in given

    def attempt() -> MemberOut:
        actor = acting.afresh(standing, _needed(given, own=own))
        member = acting.member_below(actor, whom)
        changes = _changes(actor, member, body)
        before = audit.values(member, changes)
        with transaction() as tx:
            acting.hold(tx, actor, losses=bool(changes.get("timeout_until")), own=own)
            members.change(tx, member, actor.user_id, **changes)
            if not own:
                act = _act(changes) if timed else Act.MEMBER_UPDATED
                audit.record(tx, by, act, whom, before=before, after=changes)
            return tx.answer(MemberOut.of(member, actor.community))

    return settle(attempt)


def _needed(given: set[str], *, own: bool) -> Permission:
    nick = Permission.CHANGE_NICK if own else Permission.MANAGE_NICKS
    needs = {"nick": nick, "timeout_until": Permission.TIMEOUT_MEMBERS}
    needed = Permission.VIEW
    for name in given:
        needed |= needs[name]
    return needed


def _changes(actor: Actor, member: Member, body: MemberChanges) -> dict[str, Any]:
    """What is written. Raises TimeoutRefused, ValidationFailed."""
    changes: dict[str, Any] = body.model_dump(include=body.model_fields_set & {"nick"})
    if "timeout_until" not in body.model_fields_set:
        return changes
    now, held = now_s(), acting.standing_of(member)
    check_can_be_timed_out(actor.community, held, actor.user_id, now)
    if body.timeout_until is None:
        return changes | {"timeout_until": 0, "timeout_since": 0}
    until = seconds(body.timeout_until)
    check_reach("/body/timeout_until", until, MAX_TIMEOUT_S, now)
    return changes | {"timeout_until": until, "timeout_since": now}


def _act(changes: dict[str, Any]) -> Act:
    return Act.MEMBER_TIMED_OUT if changes["timeout_until"] else Act.TIMEOUT_LIFTED
