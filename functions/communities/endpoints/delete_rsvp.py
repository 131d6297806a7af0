"""DELETE /events/{event_id}/rsvp"""

from commons.contracts.communities.calendar import RsvpChanged
from commons.errors import NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import calendar, rsvps
from ..models.calendar import CalendarEvent, Rsvp, Seats
from ..schemas.calendar import OccurrenceQuery


@endpoint(
    "DELETE /events/{event_id}/rsvp",
    permission=Permission.VIEW,
    status=204,
    problems=(NotFound,),
    reads=(CalendarEvent, Seats, Rsvp),
    writes=rsvps.WRITES,
    emits=(RsvpChanged,),
)
async def delete_rsvp(
    event_id: str, standing: Standing, occurrence: OccurrenceQuery = None
) -> None:
    """Take one's answer back, and free the seat."""
    event, _ = calendar.load(standing, event_id)
    found = calendar.occurrence_of(event, occurrence)
    rsvps.withdraw(event_id, event.day_of(found), standing.user_id)
