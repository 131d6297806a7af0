"""PUT /communities/{community_id}/members/{user_id}/roles/{role_id}"""

from commons.clock import now_s
from commons.contracts.communities.members import MemberUpdated
from commons.errors import RoleTooHigh
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, members
from ..audit import Act, By
from ..errors import EveryoneStays, LimitReached
from ..models.members import Member
from ..rules.members import MAX_ROLE_S, check_reach, granted
from ..schemas.members import NewGrant
from ..schemas.times import seconds


@endpoint(
    "PUT /communities/{community_id}/members/{user_id}/roles/{role_id}",
    permission=Permission.MANAGE_ROLES,
    status=204,
    problems=(EveryoneStays, LimitReached, RoleTooHigh),
    reads=(Member, *audit.AUDIT_READS),
    writes=(*acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(MemberUpdated,),
)
async def grant_role(
    community_id: str,
    user_id: str,
    role_id: str,
    standing: Standing,
    reason: AuditReason,
    body: NewGrant | None = None,
) -> None:
    """Give a role below your own highest to yourself or a member below you, or until a date."""
    whom = standing.user_id if user_id == "me" else user_id
    by = By(community_id, standing.user_id, reason)
    end = seconds(body.expires_at) if body and body.expires_at else None
    if end is not None:
        check_reach("/body/expires_at", end, MAX_ROLE_S, now_s())

    def attempt() -> None:
        actor = acting.afresh(standing, Permission.MANAGE_ROLES)
        actor.check_holds(acting.role_below(actor, role_id).bits)
        member = acting.member_below(actor, whom)
        before = audit.values(member, ("roles", "until"))
        held, roles = acting.standing_of(member), actor.community.roles
        now_held, ends = granted(held, roles, role_id, end, now_s())
        kept = [one for one in member.chosen or () if one != role_id]
        as_before = set(now_held) == set(held.roles) and ends == dict(held.until)
        if as_before and kept == list(member.chosen or ()):
            return
        with transaction() as tx:
            # Overrides of a role can take as well as give, and a date can come to take later.
            acting.hold(tx, actor, losses=True, own=whom == actor.user_id)
            given = {"roles": now_held, "until": ends or None, "chosen": kept}
            members.change(tx, member, actor.user_id, **given)
            after = {"role_id": role_id, "roles": now_held, "until": ends}
            audit.record(tx, by, Act.ROLE_GRANTED, whom, before=before, after=after)

    settle(attempt)
