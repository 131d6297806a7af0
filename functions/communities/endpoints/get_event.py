"""GET /events/{event_id}"""

from commons.errors import NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import calendar
from ..schemas.calendar import EventOut, OccurrenceQuery


@endpoint(
    "GET /events/{event_id}",
    permission=Permission.VIEW,
    problems=(NotFound,),
    reads=calendar.SEEN_READS,
)
async def get_event(
    event_id: str, standing: Standing, occurrence: OccurrenceQuery = None
) -> EventOut:
    """An event, with its next occurrence or the one of a date."""
    event, _ = calendar.load(standing, event_id)
    return calendar.shown_one(
        standing.user_id, event, calendar.occurrence_or_none(event, occurrence)
    )
