"""Calendars as RFC 5545 documents, for the calendar programs that people have already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from commons.access import Standing
from commons.clock import now_s
from commons.documents import Ics
from commons.recurrence import END_YEAR

from . import agenda
from .models.calendar import CalendarEvent, Planned
from .models.community import Community
from .rules.calendar import DAY_S

if TYPE_CHECKING:
    import icalendar

PAST_DAYS, MAX_EVENTS = 90, 1000
FAR_S = int(datetime(END_YEAR, 1, 1, tzinfo=UTC).timestamp())
#: How long the offsets of a time zone are told ahead, from the first event on.
ZONE_DAYS = 5 * 366
READS = (Community, CalendarEvent, Planned)


def answer(standing: Standing, if_none_match: str | None, *, public: bool) -> Ics:
    """The calendar as somebody sees it, as a document; 304 when they have it already."""
    text = document(Community.load(standing.community_id).name, seen(standing))
    tag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": f"{'public' if public else 'private'}, max-age=300"}
    if if_none_match in (tag, "*"):
        return Ics(status_code=304, headers=headers)
    return Ics(text, headers=headers)


def seen(standing: Standing) -> list[CalendarEvent]:
    """What the user sees of what is ahead, and of the last 90 days: the latest thousand."""
    begin_s = now_s() - PAST_DAYS * DAY_S
    planned = Planned.between(standing.community_id, begin_s, FAR_S)
    ids = [one.event_id for one in agenda.visible(standing, planned)][-MAX_EVENTS:]
    events = CalendarEvent.by_id(standing.community_id, ids)
    return [events[one] for one in sorted(events)]


def document(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """The events, with their rules, exceptions and time zones."""
    import icalendar  # it reads a file of the system when it is imported

    made = icalendar.Calendar()
    made.add("prodid", "-//Creavio//Calendar//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    listed = list(events)
    for event in listed:
        made.add_component(_component(event))
    if listed:
        first = datetime.fromtimestamp(min(int(e.starts_s) for e in listed), UTC).date()
        made.add_missing_timezones(first_date=first, last_date=first + timedelta(days=ZONE_DAYS))
    return bytes(made.to_ical())


def _component(event: CalendarEvent) -> icalendar.Event:
    import icalendar

    made, edited = icalendar.Event(), datetime.fromisoformat(event.updated_at)
    made.add("uid", event.event_id)
    made.add("sequence", int(event.revision) - 1)
    made.add("dtstamp", edited)
    made.add("last-modified", edited)
    made.add("created", datetime.fromisoformat(event.created_at))
    made.add("summary", event.title)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    made.add("dtstart", _local(event, int(event.starts_s)))
    made.add("dtend", _local(event, int(event.ends_s)))
    if event.description:
        made.add("description", event.description)
    if event.location:
        made.add("location", event.location)
    if event.recurrence:
        made.add("rrule", icalendar.vRecur.from_ical(event.recurrence))
        begins = _local(event, int(event.starts_s))
        days = (datetime.fromisoformat(day) for day in sorted(event.exceptions))
        for day in days:
            made.add("exdate", begins.replace(year=day.year, month=day.month, day=day.day))
    return made


def _local(event: CalendarEvent, at_s: int) -> datetime:
    """What happens once is told in UTC: it means one moment, whatever its time zone does."""
    at = datetime.fromtimestamp(at_s, UTC)
    zoned = event.recurrence and event.time_zone != "UTC"
    return at.astimezone(ZoneInfo(event.time_zone)) if zoned else at
