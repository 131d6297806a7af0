"""DELETE /communities/{community_id}/members/{user_id}"""

from commons.contracts.communities.circles import CircleMemberRemoved
from commons.contracts.communities.members import MemberRemoved
from commons.errors import RoleTooHigh
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle
from commons.web import Standing

from .. import audit, membership
from ..errors import OwnerCannotLeave
from ..models.community import Community
from ..models.members import Member


@endpoint(
    "DELETE /communities/{community_id}/members/{user_id}",
    permission=Permission.KICK_MEMBERS,
    unless_self="user_id",
    status=204,
    problems=(OwnerCannotLeave, RoleTooHigh),
    reads=(Community, Member, *membership.READS, *audit.AUDIT_READS),
    writes=membership.REMOVE_WRITES,
    emits=(MemberRemoved, CircleMemberRemoved),
)
async def remove_member(
    community_id: str, user_id: str, standing: Standing, reason: AuditReason
) -> None:
    """Leave (``me``), or kick somebody."""
    leaver = standing.user_id if user_id == "me" else user_id
    by = audit.By(community_id, standing.user_id, reason)
    settle(lambda: membership.remove(by, leaver, standing))
