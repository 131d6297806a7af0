"""communities.CalendarEventUpdated: its reminders are scheduled."""

from commons.contracts.communities.calendar import CalendarEventUpdated
from commons.events import consumer

from .. import reminders
from ..models.calendar import CalendarEvent


@consumer(CalendarEventUpdated, reads=(CalendarEvent,), schedules=(reminders.JOB,))
def on_calendar_event_updated(event: CalendarEventUpdated) -> None:
    """Schedule the next reminder, as the table says now."""
    reminders.follow(event.community_id, event.calendar_event_id)
