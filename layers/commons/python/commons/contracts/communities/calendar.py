"""Calendar events begin, change and end; members say whether they come, and are reminded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event

REVISIONS = (
    "Of one calendar event the higher `revision` is newer; drop an older one. What was deleted "
    "stays deleted."
)


@dataclass(frozen=True, kw_only=True)
class CalendarEventCreated(Event):
    """A community plans something new."""

    order: ClassVar[str] = REVISIONS

    community_id: str
    """Where it is."""
    calendar_event_id: str
    """The new calendar event."""
    creator_id: str
    """Who planned it."""
    title: str
    """What it is called."""
    description: str
    """What it is about."""
    location: str | None
    """Where it happens, in words; null when nobody said."""
    channel_id: str | None
    """The channel it is tied to: only who sees that channel sees the event; null when none."""
    starts_at: str
    """When it begins; of a series, the first time."""
    ends_at: str
    """When it ends; of a series, the first time."""
    time_zone: str
    """The IANA time zone in which the wall clock of a series stays the same."""
    recurrence: str | None
    """The RRULE of a series (RFC 5545, section 3.3.10); null when it happens once."""
    exceptions: list[str]
    """Dates in its time zone on which a series does not happen."""
    capacity: int | None
    """How many can go, each time; null when nobody counts."""
    remind_min: int | None
    """How many minutes before those who come are reminded; null when they are not."""
    cancelled: bool
    """Whether it was called off."""
    created_at: str
    """When it was planned."""
    revision: int
    """Counts its edits; the first is 1."""


@dataclass(frozen=True, kw_only=True)
class CalendarEventUpdated(Event):
    """A calendar event was edited, moved, or called off."""

    order: ClassVar[str] = REVISIONS

    community_id: str
    """Where it is."""
    calendar_event_id: str
    """Which calendar event."""
    title: str
    """What it is called now."""
    description: str
    """What it is about now."""
    location: str | None
    """Where it happens now, in words; null when nobody says."""
    channel_id: str | None
    """The channel it is tied to now; null when none."""
    starts_at: str
    """When it begins now; of a series, the first time."""
    ends_at: str
    """When it ends now; of a series, the first time."""
    time_zone: str
    """Its IANA time zone now."""
    recurrence: str | None
    """The RRULE of a series from now on; null when it happens once."""
    exceptions: list[str]
    """Dates in its time zone on which a series does not happen, from now on."""
    capacity: int | None
    """How many can go from now on; null when nobody counts."""
    remind_min: int | None
    """How many minutes before people are reminded from now on; null when they are not."""
    cancelled: bool
    """Whether it is called off now."""
    revision: int
    """Counts its edits; the first is 2."""


@dataclass(frozen=True, kw_only=True)
class CalendarEventDeleted(Event):
    """A calendar event is gone, with all answers to it."""

    order: ClassVar[str] = REVISIONS

    community_id: str
    """Where it was."""
    calendar_event_id: str
    """Which calendar event."""
    actor_id: str
    """Who deleted it."""
    channel_id: str | None = ""
    """The channel it was tied to; null when none, empty when nobody said."""


@dataclass(frozen=True, kw_only=True)
class RsvpChanged(Event):
    """A member said whether they come, changed their mind, or is no longer a member."""

    order: ClassVar[str] = (
        "Of one `calendar_event_id` and `occurrence` the higher `n` is newer: of one member drop "
        "an older answer, of the counts all but the newest."
    )

    community_id: str
    """Where it is."""
    calendar_event_id: str
    """To which calendar event."""
    occurrence: str | None
    """To which date of a series; null when it happens once."""
    user_id: str
    """Who."""
    answer: str | None
    """`going`, `maybe` or `declined`; null when they take their answer back, or are gone."""
    going_count: int
    """How many go now."""
    maybe_count: int
    """How many may come now."""
    n: int
    """Counts the changes of answers to this occurrence."""


@dataclass(frozen=True, kw_only=True)
class EventReminderDue(Event):
    """Those who come to something are to be reminded of it: one page of them."""

    order: ClassVar[str] = (
        "Once for each `calendar_event_id`, `starts_at` and `page`; drop one that repeats them."
    )

    community_id: str
    """Where it is."""
    calendar_event_id: str
    """What it is about."""
    occurrence: str | None
    """Which date of a series; null when it happens once."""
    starts_at: str
    """When it begins."""
    title: str
    """What it is called."""
    channel_id: str | None
    """The channel it is tied to; null when none."""
    user_ids: list[str]
    """Who is to be reminded: they said `going` or `maybe`, and see it now. At most 500."""
    page: int
    """Counts the events of one reminder, from 1."""
