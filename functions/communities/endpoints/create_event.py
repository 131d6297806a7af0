"""POST /communities/{community_id}/events"""

from commons.contracts.communities.calendar import CalendarEventCreated
from commons.errors import NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, calendar
from ..audit import Act, By
from ..errors import LimitReached
from ..models.access import Home
from ..models.calendar import Planned
from ..schemas.calendar import EventOut, NewEvent


@endpoint(
    "POST /communities/{community_id}/events",
    permission=Permission.CREATE_EVENTS,
    status=201,
    problems=(LimitReached, NotFound),
    reads=(*calendar.PLAN_READS, *audit.AUDIT_READS),
    writes=(*calendar.PLAN_WRITES, *audit.AUDIT_WRITES),
    emits=(CalendarEventCreated,),
)
async def create_event(
    community_id: str, body: NewEvent, standing: Standing, reason: AuditReason
) -> EventOut:
    """Plan an event: once, or a series by a rule."""
    by = By(community_id, standing.user_id, reason)
    calendar.check_place(standing, body.channel_id)

    def attempt() -> EventOut:
        event = calendar.planned(community_id, standing.user_id, body.model_dump())
        with transaction() as tx:
            tx.create(event)
            tx.create(Planned.of(event))
            tx.create(Home.of(event.event_id, community_id))
            calendar.count(tx, community_id, more=not event.is_over())
            tx.emit(calendar.created(event))
            after = calendar.settings(event)
            audit.record(tx, by, Act.EVENT_CREATED, event.event_id, after=after)
            return tx.answer(calendar.fresh(event))

    return settle(attempt)
