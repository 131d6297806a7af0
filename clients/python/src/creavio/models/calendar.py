"""Calendar events and who comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from creavio.models.base import EPOCH, Model


@dataclass(frozen=True, slots=True)
class Occurrence(Model):
    """One time that an event happens; `date` names it in the event's time zone."""

    date: str
    starts_at: datetime
    ends_at: datetime
    going_count: int = 0
    maybe_count: int = 0
    my_rsvp: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarEvent(Model):
    """An event; `recurrence` is a rule of RFC 5545, `occurrence` one time that it happens."""

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    community_id: str = ""
    creator_id: str = ""
    description: str = ""
    location: str | None = None
    channel_id: str | None = None
    time_zone: str = "UTC"
    recurrence: str | None = None
    exceptions: tuple[str, ...] = ()
    capacity: int | None = None
    remind_min: int | None = None
    cancelled: bool = False
    revision: int = 0
    created_at: datetime = EPOCH
    occurrence: Occurrence | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Rsvp(Model):
    """One member's answer: `going`, `maybe` or `declined`."""

    user_id: str
    answer: str
    answered_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class CalendarFeed(Model):
    """A secret address of a calendar."""

    url: str = field(repr=False)
