"""DELETE /communities/{community_id}/members/{user_id}/roles/{role_id}"""

from commons.clock import now_s
from commons.contracts.communities.members import MemberUpdated
from commons.errors import NotFound, RoleTooHigh
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import acting, audit, members
from ..audit import Act, By
from ..errors import EveryoneStays
from ..models.members import Member
from ..rules.members import revoked


@endpoint(
    "DELETE /communities/{community_id}/members/{user_id}/roles/{role_id}",
    permission=Permission.MANAGE_ROLES,
    status=204,
    problems=(EveryoneStays, RoleTooHigh),
    reads=(Member, *audit.AUDIT_READS),
    writes=(*acting.ACTS_ON, *audit.AUDIT_WRITES),
    emits=(MemberUpdated,),
)
async def revoke_role(
    community_id: str, user_id: str, role_id: str, standing: Standing, reason: AuditReason
) -> None:
    """Take a role below your own highest. It grants nothing from the next request on."""
    whom = standing.user_id if user_id == "me" else user_id
    by = By(community_id, standing.user_id, reason)

    def attempt() -> None:
        actor = acting.afresh(standing, Permission.MANAGE_ROLES)
        acting.role_below(actor, role_id)
        member = acting.member_below(actor, whom)
        before, held = audit.values(member, ("roles", "until")), acting.standing_of(member)
        if role_id not in held.roles_at(now_s()):
            raise NotFound
        left, ends = revoked(held, actor.community.roles, role_id, now_s())
        with transaction() as tx:
            acting.hold(tx, actor, losses=True, own=whom == actor.user_id)
            members.change(tx, member, actor.user_id, roles=left, until=ends or None)
            after = {"role_id": role_id, "roles": left, "until": ends}
            audit.record(tx, by, Act.ROLE_REVOKED, whom, before=before, after=after)

    settle(attempt)
