"""Calendar events as somebody sees them: what is hidden is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commons import access
from commons.access import Standing
from commons.clock import now, now_s
from commons.contracts.communities.calendar import (
    CalendarEventCreated,
    CalendarEventUpdated,
)
from commons.errors import NotFound
from commons.permissions import Permission
from commons.recurrence import Occurrence
from commons.transactions import Transaction

from .errors import LimitReached
from .models.access import Home
from .models.calendar import NEVER_S, Calendar, CalendarEvent, Planned, Rsvp, Seats
from .resources import calendar_event
from .rules.calendar import MAX_EVENTS, check_plans, check_times, refused
from .schemas.calendar import EventOut, seconds

SEEN_READS = (CalendarEvent, Seats, Rsvp)
PLAN_READS = (Calendar, Planned)
PLAN_WRITES = (CalendarEvent, Planned, Calendar, Home)
#: Not what is written about it.
SETTINGS = (
    *("title", "location", "channel_id", "starts_at", "ends_at", "time_zone", "recurrence"),
    *("exceptions", "capacity", "remind_min", "cancelled"),
)
TIMES = {"starts_at": "starts_s", "ends_at": "ends_s"}

One = tuple[CalendarEvent, Occurrence | None]


def load(standing: Standing, event_id: str) -> tuple[CalendarEvent, Standing]:
    """An event, and how the caller stands where it is. Raises NotFound."""
    event = CalendarEvent.load(standing.community_id, event_id)
    return event, where(standing, event.channel_id)


def where(standing: Standing, channel_id: str | None) -> Standing:
    """How the caller stands where an event is: in its channel, if it has one. Raises NotFound."""
    if channel_id is None:
        return standing
    if access.community_of(channel_id) != standing.community_id:
        raise NotFound
    there = access.standing(standing.user_id, channel_id=channel_id)
    there.check(Permission.VIEW)
    return there


def check_place(standing: Standing, channel_id: str | None) -> None:
    """Raise unless the caller may plan something there."""
    there = where(standing, channel_id)
    check_plans(there)
    if channel_id is not None and there.channel_type == "category":
        raise refused("channel_id", "category", "must not be a category")


def occurrence_or_none(event: CalendarEvent, day: str | None) -> Occurrence | None:
    """The next occurrence that is not over, or the last; that of a date, or NotFound."""
    return event.times.current(now_s()) if day is None else occurrence_of(event, day)


def occurrence_of(event: CalendarEvent, day: str | None) -> Occurrence:
    """The occurrence of a date; without one the next that is not over, or the last.

    Raises NotFound.
    """
    times = event.times
    found = times.current(now_s()) if day is None else times.on(day)
    if found is None:
        raise NotFound
    return found


def fresh(event: CalendarEvent) -> EventOut:
    """An event to which nobody has answered."""
    return EventOut.of(event, event.times.current(now_s()))


def shown(user_id: str, ones: Iterable[One]) -> list[EventOut]:
    """Events with one occurrence each, who comes, and whether this user does."""
    listed = [(event, found, found and event.day_of(found)) for event, found in ones]
    days = [(event.event_id, day) for event, _, day in listed if day]
    seats = Seats.by_day(days)
    mine = Rsvp.by_day(days, user_id)
    return [
        EventOut.of(
            event,
            found,
            seats.get((event.event_id, day or "")),
            mine.get((event.event_id, day or "")),
        )
        for event, found, day in listed
    ]


def shown_one(user_id: str, event: CalendarEvent, found: Occurrence | None) -> EventOut:
    """One event with one occurrence."""
    [one] = shown(user_id, [(event, found)])
    return one


def planned(community_id: str, creator_id: str, given: Mapping[str, Any]) -> CalendarEvent:
    """An event to be created, as somebody asked for it. Raises ValidationFailed."""
    event = CalendarEvent.new(community_id, creator_id=creator_id, **_stored(given))
    _settle_times(event)
    return event


def edited(event: CalendarEvent, given: Mapping[str, Any]) -> dict[str, Any]:
    """What an edit writes into an event. Raises ValidationFailed."""
    if "recurrence" in given and event.recurrence is None:
        raise refused("recurrence", "no_series", "what happens once does not become a series")
    before, values = event.times, _stored(given) | {"updated_at": now()}
    for name, value in values.items():
        setattr(event, name, value)
    _settle_times(event)
    moved = event.times != before
    return values | {"over_s": event.over_s} | ({"reminded_s": 0} if moved else {})


def _stored(given: Mapping[str, Any]) -> dict[str, Any]:
    """What clients send, as it is kept."""
    values: dict[str, Any] = {
        TIMES.get(n, n): seconds(v) if n in TIMES else v for n, v in given.items()
    }
    if "exceptions" in values:
        values["exceptions"] = sorted(set(values["exceptions"]))
    return values


def _settle_times(event: CalendarEvent) -> None:
    event.over_s = NEVER_S
    check_times(event.times)
    over_s = event.times.over_s()
    event.over_s = NEVER_S if over_s is None else over_s


def move(tx: Transaction, before: Planned, event: CalendarEvent) -> None:
    """Put an edited event into its place in the calendar."""
    after = Planned.of(event)
    if after.sk != before.sk:
        tx.delete(before)
    tx.save(after)


def count(tx: Transaction, community_id: str, *, more: bool) -> None:
    """Note in a transaction that the calendar changes. Raises LimitReached when it is full.

    more: an event that was not there, or was over. The commit raises Conflict when somebody else
    changed the calendar: look again.
    """
    seen = Calendar.read(community_id)
    if more and Planned.upcoming(community_id) >= MAX_EVENTS:
        raise LimitReached
    tx.update(seen, [Calendar.v.add(1)], seen.unchanged())


def settings(event: CalendarEvent, names: Iterable[str] | None = None) -> dict[str, Any]:
    """What the audit log says of an event: all but what is written about it."""
    return {
        n: v
        for n, v in calendar_event(event).items()
        if n in SETTINGS and (names is None or n in names)
    }


def created(event: CalendarEvent) -> CalendarEventCreated:
    """The fact of a new event: all of it, so that nobody has to ask back."""
    return CalendarEventCreated.of(_facts(event))


def updated(event: CalendarEvent) -> CalendarEventUpdated:
    """The fact of an edit: what it is now."""
    return CalendarEventUpdated.of(_facts(event))


def _facts(event: CalendarEvent) -> dict[str, Any]:
    return calendar_event(event) | {"calendar_event_id": event.event_id}
