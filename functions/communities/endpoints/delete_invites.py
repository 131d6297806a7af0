"""DELETE /communities/{community_id}/invites"""

from commons.contracts.communities.invites import InviteDeleted
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.web import Caller

from .. import audit, invites
from ..models.invites import CommunityInvite, Invite


@endpoint(
    "DELETE /communities/{community_id}/invites",
    permission=Permission.MANAGE_INVITES,
    status=204,
    reads=(CommunityInvite, *audit.AUDIT_READS),
    writes=(Invite, CommunityInvite, *audit.AUDIT_WRITES),
    emits=(InviteDeleted,),
    timeout_s=25,
)
async def delete_invites(community_id: str, caller: Caller, reason: AuditReason) -> None:
    """Revoke every invite of the community."""
    by = audit.By(community_id, caller.user_id, reason)
    invites.revoke(by, CommunityInvite.list(community_id))
