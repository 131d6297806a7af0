"""DELETE /events/{event_id}"""

from commons.contracts.communities.calendar import CalendarEventDeleted
from commons.errors import MissingPermission, NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, calendar
from ..audit import Act, By
from ..models.access import Home
from ..models.calendar import Calendar, CalendarEvent, Planned
from ..rules.calendar import check_edits


@endpoint(
    "DELETE /events/{event_id}",
    permission=Permission.VIEW,
    status=204,
    problems=(MissingPermission, NotFound),
    reads=(CalendarEvent, Calendar, *audit.AUDIT_READS),
    writes=(*calendar.PLAN_WRITES, *audit.AUDIT_WRITES),
    emits=(CalendarEventDeleted,),
)
async def delete_event(event_id: str, standing: Standing, reason: AuditReason) -> None:
    """Delete an event with all answers; to keep it and say so, set ``cancelled`` instead."""
    by = By(standing.community_id, standing.user_id, reason)

    def attempt() -> None:
        event, here = calendar.load(standing, event_id)
        check_edits(here, event.creator_id)
        with transaction() as tx:
            tx.delete(event, event.unchanged())
            tx.delete(Planned.of(event))
            tx.delete(Home.of(event_id, standing.community_id))
            calendar.count(tx, standing.community_id, more=False)
            tx.emit(
                CalendarEventDeleted(
                    community_id=standing.community_id,
                    calendar_event_id=event_id,
                    actor_id=standing.user_id,
                    channel_id=event.channel_id,
                )
            )
            before = calendar.settings(event)
            audit.record(tx, by, Act.EVENT_DELETED, event_id, before=before)

    settle(attempt)
