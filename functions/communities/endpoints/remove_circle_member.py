"""DELETE /circles/{circle_id}/members/{user_id}"""

from commons.contracts.communities.circles import CircleMemberRemoved
from commons.contracts.communities.members import MemberRemoved
from commons.errors import MissingPermission, RoleTooHigh
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle
from commons.web import Standing

from .. import audit, circles, membership, seats
from ..audit import By
from ..models.members import Member


@endpoint(
    "DELETE /circles/{circle_id}/members/{user_id}",
    permission=Permission.VIEW,
    status=204,
    problems=(MissingPermission, RoleTooHigh),
    reads=(Member, *seats.READS, *audit.AUDIT_READS),
    writes=membership.REMOVE_WRITES,
    emits=(CircleMemberRemoved, MemberRemoved),
)
async def remove_circle_member(
    circle_id: str, user_id: str, standing: Standing, reason: AuditReason
) -> None:
    """Leave a circle (``me``), or remove somebody below from it (MANAGE_CIRCLES)."""
    by = By(standing.community_id, standing.user_id, reason)
    whom = standing.user_id if user_id == "me" else user_id
    settle(lambda: circles.part(by, standing, circle_id, whom))
