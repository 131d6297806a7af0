"""communities.CalendarEventCreated: its reminders are scheduled."""

from commons.contracts.communities.calendar import CalendarEventCreated
from commons.events import consumer

from .. import reminders
from ..models.calendar import CalendarEvent


@consumer(CalendarEventCreated, reads=(CalendarEvent,), schedules=(reminders.JOB,))
def on_calendar_event_created(event: CalendarEventCreated) -> None:
    """Schedule the next reminder, as the table says now."""
    reminders.follow(event.community_id, event.calendar_event_id)
