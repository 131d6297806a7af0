"""PATCH /circles/{circle_id}"""

from commons.contracts.communities.circles import CircleUpdated
from commons.entitlements import ByRole
from commons.errors import MissingPermission
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, circles
from ..audit import Act, By
from ..errors import NoSuchTier
from ..models.circles import Circle
from ..rules.circles import check_tier
from ..schemas.circles import CircleChanges, CircleOut


@endpoint(
    "PATCH /circles/{circle_id}",
    permission=Permission.VIEW,
    problems=(PreconditionFailed, MissingPermission, NoSuchTier),
    reads=(Circle, *audit.AUDIT_READS),
    writes=(Circle, *audit.AUDIT_WRITES),
    emits=(CircleUpdated,),
)
async def update_circle(
    circle_id: str, body: CircleChanges, standing: Standing, if_match: IfMatch, reason: AuditReason
) -> CircleOut:
    """Edit a circle (MANAGE_CIRCLES); with If-Match, only as it was with that ETag."""
    by = By(standing.community_id, standing.user_id, reason)

    def attempt() -> CircleOut:
        circle = circles.managed(standing, circle_id)
        if_match.check(circle.revision)
        check_tier(ByRole(standing), standing.community_id, body.tier_id)
        unchanged = Circle.revision == circle.revision
        after = body.model_dump(exclude_unset=True)
        before = audit.values(circle, after)
        with transaction() as tx:
            tx.update(circle, circle.edit(after), unchanged)
            tx.emit(circles.updated(circle))
            audit.record(tx, by, Act.CIRCLE_UPDATED, circle_id, before=before, after=after)
            return tx.answer(circles.shown(circle, standing))

    return settle(attempt)
