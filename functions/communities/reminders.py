"""Reminders: before each occurrence those who come are told, once.

One schedule stands for the next reminder of an event, named by when it is due. The job asks the
table what is due, not the schedule that woke it: one that an edit left behind, that comes twice or
late, finds nothing to do, or what there is to do now. ``reminded_s`` marks what was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched

from commons import access, schedules
from commons.clock import now_s, rfc3339
from commons.contracts.communities.calendar import EventReminderDue
from commons.errors import NotFound
from commons.permissions import Permission
from commons.recurrence import Occurrence
from commons.transactions import Conflict, transaction

from .models.calendar import CalendarEvent, Rsvp
from .rules.calendar import due_s

JOB = "communities.remind_event"
PER_EVENT = 500
COMING = ("going", "maybe")


def follow(community_id: str, event_id: str) -> None:
    """Have the next reminder of an event stand in Scheduler, if it has one."""
    event = CalendarEvent.find(community_id, event_id)
    if event is not None and (found := _next(event)) is not None:
        at_s = due_s(found, int(event.remind_min))
        about = {"community_id": community_id, "event_id": event_id}
        schedules.schedule(JOB, f"{event_id}.{at_s}", at_s, about)


def remind(community_id: str, event_id: str) -> None:
    """Tell who is to be reminded now, unless it was done. Raises Conflict when it was edited."""
    event = CalendarEvent.find(community_id, event_id)
    if event is None or (found := _next(event)) is None:
        return
    if due_s(found, int(event.remind_min)) > now_s():
        return
    *pages, last = list(batched(_coming(event, found), PER_EVENT)) or [()]
    for page, some in enumerate(pages, start=1):
        with transaction() as tx:
            tx.emit(_reminder(event, found, list(some), page))
    with transaction() as tx:
        unmarked = event.unchanged() & (CalendarEvent.reminded_s < found.starts_s)
        tx.update(event, [CalendarEvent.reminded_s.set(found.starts_s)], unmarked, refused=Conflict)
        if last:
            tx.emit(_reminder(event, found, list(last), len(pages) + 1))


def _next(event: CalendarEvent) -> Occurrence | None:
    """The next occurrence that nobody was reminded of."""
    if event.cancelled or event.remind_min is None:
        return None
    return event.times.after(max(now_s(), int(event.reminded_s)))


def _coming(event: CalendarEvent, found: Occurrence) -> Iterator[str]:
    """Who said that they come, or may, and sees the event now."""
    for rsvp in Rsvp.list(event.event_id, event.day_of(found)):
        if rsvp.answer in COMING and _sees(rsvp.user_id, event):
            yield rsvp.user_id


def _sees(user_id: str, event: CalendarEvent) -> bool:
    channel_id, community_id = event.channel_id, event.community_id
    try:
        there = access.standing(user_id, community_id=community_id, channel_id=channel_id)
    except NotFound:
        return False
    return there.present and there.may(Permission.VIEW)


def _reminder(
    event: CalendarEvent, found: Occurrence, user_ids: list[str], page: int
) -> EventReminderDue:
    return EventReminderDue(
        community_id=event.community_id,
        calendar_event_id=event.event_id,
        occurrence=found.date if event.recurrence else None,
        starts_at=rfc3339(found.starts_s * 1000),
        title=event.title,
        channel_id=event.channel_id,
        user_ids=user_ids,
        page=page,
    )
