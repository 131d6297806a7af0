"""When it is time, those who come to an event are reminded of it."""

from commons.contracts.communities.calendar import EventReminderDue
from commons.jobs import job
from commons.published import ACCESS
from commons.transactions import settle

from .. import reminders
from ..models.calendar import CalendarEvent, Rsvp


@job(
    reads=(CalendarEvent, Rsvp),
    writes=(CalendarEvent,),
    uses=(ACCESS,),
    schedules=(reminders.JOB,),
    emits=(EventReminderDue,),
    timeout_s=300,
)
def remind_event(community_id: str, event_id: str) -> None:
    """Remind of what is due, and see to the next reminder."""
    settle(lambda: reminders.remind(community_id, event_id))
    reminders.follow(community_id, event_id)
