"""communities.CalendarEventDeleted: the answers to it go with it."""

from commons.contracts.communities.calendar import CalendarEventDeleted
from commons.events import consumer

from .. import rsvps
from ..models.calendar import Answered, Rsvp, Seats


@consumer(CalendarEventDeleted, reads=(Rsvp, Seats), purges=(Rsvp, Seats, Answered), timeout_s=300)
def on_calendar_event_deleted(event: CalendarEventDeleted) -> None:
    """Delete every answer and every count of seats."""
    rsvps.purge(event.calendar_event_id)
