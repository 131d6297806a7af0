"""POST /communities/{community_id}/circles"""

from commons.contracts.communities.circles import CircleCreated
from commons.entitlements import ByRole
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, circles
from ..audit import Act, By
from ..errors import LimitReached, NoSuchTier
from ..models.access import Home
from ..models.circles import Circle
from ..models.community import Community
from ..rules.circles import MAX_PER_COMMUNITY, check_tier
from ..schemas.circles import CircleOut, NewCircle


@endpoint(
    "POST /communities/{community_id}/circles",
    permission=Permission.MANAGE_CIRCLES,
    status=201,
    problems=(LimitReached, NoSuchTier),
    reads=audit.AUDIT_READS,
    writes=(Circle, Home, Community, *audit.AUDIT_WRITES),
    emits=(CircleCreated,),
)
async def create_circle(
    community_id: str, body: NewCircle, standing: Standing, reason: AuditReason
) -> CircleOut:
    """Make a circle, with nobody in it."""
    by = By(community_id, standing.user_id, reason)
    check_tier(ByRole(standing), community_id, body.tier_id)
    circle = Circle.new(community_id, **body.model_dump())
    more = [Community.circle_count.add(1)]
    few = Community.circle_count.does_not_exist() | (Community.circle_count < MAX_PER_COMMUNITY)
    room_left = Community.pk.exists() & few

    def attempt() -> CircleOut:
        with transaction() as tx:
            tx.update(Community.of(community_id), more, room_left, refused=LimitReached)
            tx.create(circle)
            tx.create(Home.of(circle.circle_id, community_id))
            tx.emit(circles.created(circle))
            audit.record(tx, by, Act.CIRCLE_CREATED, circle.circle_id, after=body.model_dump())
            return tx.answer(circles.shown(circle, standing))

    return settle(attempt)
