"""PUT /communities/{community_id}/bans/{user_id}"""

from commons.contracts.communities.circles import CircleMemberRemoved
from commons.contracts.communities.members import MemberBanned
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
from ..schemas.members import NewBan


@endpoint(
    "PUT /communities/{community_id}/bans/{user_id}",
    permission=Permission.BAN_MEMBERS,
    status=204,
    problems=(OwnerCannotLeave, RoleTooHigh),
    reads=(Community, Member, *membership.READS, *audit.AUDIT_READS),
    writes=membership.REMOVE_WRITES,
    emits=(MemberBanned, CircleMemberRemoved),
)
async def ban_member(
    community_id: str,
    user_id: str,
    standing: Standing,
    audit_reason: AuditReason,
    body: NewBan | None = None,
) -> None:
    """Ban somebody, member or not. It holds on their next request."""
    banned = standing.user_id if user_id == "me" else user_id
    reason = body.reason if body else None
    by = audit.By(community_id, standing.user_id, audit_reason or reason)
    settle(lambda: membership.ban(by, banned, standing, reason=reason))
