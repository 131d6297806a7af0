"""PUT /circles/{circle_id}/members/{user_id}"""

from commons.contracts.communities.circles import CircleMemberAdded
from commons.contracts.communities.members import MemberJoined
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle
from commons.web import Standing

from .. import audit, circles
from ..audit import By
from ..errors import CircleFull, CircleIsManaged, EntitlementRequired, LimitReached
from ..models.circles import Circle
from ..models.members import Member


@endpoint(
    "PUT /circles/{circle_id}/members/{user_id}",
    permission=Permission.VIEW,
    status=204,
    problems=(CircleFull, CircleIsManaged, EntitlementRequired, LimitReached, MissingPermission),
    reads=(Member, Circle, *audit.AUDIT_READS),
    writes=circles.ENTER_WRITES,
    emits=(CircleMemberAdded, MemberJoined),
)
async def add_circle_member(
    circle_id: str, user_id: str, standing: Standing, reason: AuditReason
) -> None:
    """Come into an open circle (``me``), or bring a member into one (MANAGE_CIRCLES)."""
    by = By(standing.community_id, standing.user_id, reason)
    whom = standing.user_id if user_id == "me" else user_id
    settle(lambda: circles.bring(by, standing, circle_id, whom))
