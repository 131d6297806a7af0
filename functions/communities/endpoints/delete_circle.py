"""DELETE /circles/{circle_id}"""

from commons.contracts.communities.circles import CircleDeleted
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, circles
from ..audit import Act, By
from ..errors import CircleHasChannels
from ..models.access import Home
from ..models.circles import Circle
from ..models.community import Community

KEPT = ("name", "description", "visibility", "tier_id")


@endpoint(
    "DELETE /circles/{circle_id}",
    permission=Permission.VIEW,
    status=204,
    problems=(CircleHasChannels, MissingPermission),
    reads=(Circle, *audit.AUDIT_READS),
    writes=(Circle, Home, Community, *audit.AUDIT_WRITES),
    emits=(CircleDeleted,),
)
async def delete_circle(circle_id: str, standing: Standing, reason: AuditReason) -> None:
    """Delete a circle without channels (MANAGE_CIRCLES); whoever is in it leaves it afterwards."""
    by = By(standing.community_id, standing.user_id, reason)

    def attempt() -> None:
        circle = circles.managed(standing, circle_id)
        if circle.channel_count > 0:
            raise CircleHasChannels
        fewer = [Community.circle_count.add(-1)]
        with transaction() as tx:
            tx.delete(circle, Circle.pk.exists() & (Circle.channel_count <= 0))
            tx.delete(Home.of(circle_id, by.community_id))
            tx.update(Community.of(by.community_id), fewer, Community.pk.exists())
            tx.emit(
                CircleDeleted(
                    community_id=by.community_id,
                    circle_id=circle_id,
                    actor_id=by.actor_id,
                    visibility=circle.visibility,
                )
            )
            before = audit.values(circle, KEPT)
            audit.record(tx, by, Act.CIRCLE_DELETED, circle_id, before=before)

    settle(attempt)
