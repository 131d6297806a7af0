"""PATCH /events/{event_id}"""

from commons.contracts.communities.calendar import CalendarEventUpdated
from commons.errors import MissingPermission, NotFound
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, calendar
from ..audit import Act, By
from ..errors import LimitReached
from ..models.calendar import Calendar, CalendarEvent, Planned
from ..rules.calendar import check_edits
from ..schemas.calendar import EventChanges, EventOut


@endpoint(
    "PATCH /events/{event_id}",
    permission=Permission.VIEW,
    problems=(PreconditionFailed, LimitReached, MissingPermission, NotFound),
    reads=(*calendar.SEEN_READS, *calendar.PLAN_READS, *audit.AUDIT_READS),
    writes=(CalendarEvent, Planned, Calendar, *audit.AUDIT_WRITES),
    emits=(CalendarEventUpdated,),
)
async def update_event(
    event_id: str,
    body: EventChanges,
    standing: Standing,
    if_match: IfMatch,
    reason: AuditReason,
) -> EventOut:
    """Edit, move or call off an event; with If-Match, only as it was when its ETag was given."""
    by = By(standing.community_id, standing.user_id, reason)
    given = body.model_dump(exclude_unset=True)

    def attempt() -> EventOut:
        event, here = calendar.load(standing, event_id)
        check_edits(here, event.creator_id)
        if_match.check(event.revision)
        unchanged, planned, was_over = event.unchanged(), Planned.of(event), event.is_over()
        before = calendar.settings(event, given)
        if given.get("channel_id") is not None:
            calendar.check_place(standing, given["channel_id"])
        changes = event.edit(calendar.edited(event, given))
        with transaction() as tx:
            tx.update(event, changes, unchanged)
            calendar.move(tx, planned, event)
            calendar.count(tx, standing.community_id, more=was_over and not event.is_over())
            tx.emit(calendar.updated(event))
            after = calendar.settings(event, given)
            audit.record(tx, by, Act.EVENT_UPDATED, event_id, before=before, after=after)
            found = calendar.occurrence_or_none(event, None)
            return tx.answer(calendar.shown_one(standing.user_id, event, found))

    return settle(attempt)
