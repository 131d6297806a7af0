"""DELETE /communities/{community_id}/bans/{user_id}"""

from commons.contracts.communities.members import BanLifted
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle
from commons.web import Caller

from .. import audit, membership
from ..models.members import Ban, Member


@endpoint(
    "DELETE /communities/{community_id}/bans/{user_id}",
    permission=Permission.BAN_MEMBERS,
    status=204,
    reads=(Ban, *audit.AUDIT_READS),
    writes=(Member, Ban, *audit.AUDIT_WRITES),
    emits=(BanLifted,),
)
async def lift_ban(community_id: str, user_id: str, caller: Caller, reason: AuditReason) -> None:
    """Let somebody join again."""
    by = audit.By(community_id, caller.user_id, reason)
    settle(lambda: membership.lift_ban(by, user_id))
