"""Calendar events, as clients send and receive them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from commons.bounds import Bound
from commons.clock import rfc3339
from commons.etags import Tagged
from commons.ids import CALENDAR_EVENT, CHANNEL
from commons.recurrence import MAX_RULE, Occurrence, is_date
from commons.validation import (
    ABSENT,
    LINE,
    TEXT,
    ChannelId,
    CommunityId,
    Count,
    Input,
    Time,
    UserId,
    id_form,
    shown,
)

from .. import resources
from ..models.calendar import CalendarEvent, Rsvp, Seats
from .words import Name

MAX_DESCRIPTION = Bound(4000, "event_description_characters", "An event's description.")
MAX_LOCATION = Bound(200, "event_location_characters", "Where an event happens.")
MAX_EXCEPTIONS = Bound(366, "exceptions_per_series", "Dates on which a series does not happen.")
MAX_CAPACITY = Bound(100_000, "event_capacity", "How many can go to an event that has a limit.")
MAX_REMIND_MIN = Bound(10_080, "reminder_minutes", "How long before an event people are reminded.")
MOMENT = r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$"


def seconds(moment: str) -> int:
    """An RFC 3339 time in whole seconds since the epoch. Raises ValueError."""
    read = datetime.fromisoformat(moment.upper()).replace(microsecond=0)
    return int(read.astimezone(UTC).timestamp())


def _is_time(moment: str) -> str:
    try:
        seconds(moment)
    except (ValueError, OverflowError):
        raise ValueError("must be a time as RFC 3339 writes it") from None
    return moment


def _is_day(text: str) -> str:
    if not is_date(text):
        raise ValueError("must be a date as RFC 3339 writes it")
    return text


Moment = Annotated[
    str,
    StringConstraints(max_length=40, pattern=MOMENT),
    AfterValidator(_is_time),
    shown("2026-12-06T18:00:00Z", format="date-time"),
]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$"),
    AfterValidator(_is_day),
    shown("2026-12-06", format="date"),
]
Description = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_DESCRIPTION, pattern=TEXT),
    shown("Bring a starter, take another home."),
]
Location = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LOCATION, pattern=LINE),
    shown("The old mill"),
]
TimeZone = Annotated[str, StringConstraints(max_length=64), shown("Europe/Berlin")]
Recurrence = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_RULE), shown("FREQ=WEEKLY;BYDAY=SU")
]
Exceptions = Annotated[list[Day], Field(max_length=MAX_EXCEPTIONS)]
Capacity = Annotated[int, Field(ge=1, le=MAX_CAPACITY)]
RemindMin = Annotated[int, Field(ge=0, le=MAX_REMIND_MIN)]
TiedTo = Annotated[str, StringConstraints(pattern=id_form(CHANNEL))]
CalendarEventId = Annotated[
    str, shown("cev_01JD1XV2N4P6R8T0V2X4Z6B8D0", pattern=id_form(CALENDAR_EVENT))
]
Answer = Literal["going", "maybe", "declined"]

FeedSecret = Annotated[str, shown("hR3vT0kQ9xZ2mN5bL8cWsA1dE7fG4jK6.ics")]

OccurrenceQuery = Annotated[
    Day | None, Field(description="The date of one occurrence of a series; the next one if absent.")
]


class NewEvent(Input):
    """POST /communities/{community_id}/events"""

    title: Name
    description: Description = ""
    location: Location | None = None
    channel_id: TiedTo | None = None
    starts_at: Moment
    ends_at: Moment
    time_zone: TimeZone = "UTC"
    recurrence: Recurrence | None = None
    exceptions: Exceptions = Field(default_factory=list)
    capacity: Capacity | None = None
    remind_min: RemindMin | None = 15


class EventChanges(Input):
    """PATCH /events/{event_id} (RFC 7396): absent leaves, null removes."""

    title: Name = ABSENT
    description: Description = ABSENT
    location: Location | None = None
    channel_id: TiedTo | None = None
    starts_at: Moment = ABSENT
    ends_at: Moment = ABSENT
    time_zone: TimeZone = ABSENT
    recurrence: Recurrence = ABSENT
    exceptions: Exceptions = ABSENT
    capacity: Capacity | None = None
    remind_min: RemindMin | None = None
    cancelled: bool = ABSENT


class NewRsvp(Input):
    """PUT /events/{event_id}/rsvp"""

    answer: Answer
    occurrence: Day | None = None


class OccurrenceOut(BaseModel):
    """One time that an event happens, and who comes."""

    date: Annotated[str, shown("2026-12-06", format="date")]
    starts_at: Time
    ends_at: Time
    going_count: Count
    maybe_count: Count
    my_rsvp: Answer | None


class EventOut(Tagged):
    """A calendar event, with one time that it happens."""

    id: CalendarEventId
    community_id: CommunityId
    creator_id: UserId
    title: Annotated[str, shown("Sourdough for beginners")]
    description: Description
    location: Annotated[str, shown("The old mill")] | None
    channel_id: ChannelId | None
    starts_at: Time
    ends_at: Time
    time_zone: TimeZone
    recurrence: Annotated[str, shown("FREQ=WEEKLY;BYDAY=SU")] | None
    exceptions: list[Annotated[str, shown("2026-12-27", format="date")]]
    capacity: Annotated[int, shown(10, minimum=1)] | None
    remind_min: Annotated[int, shown(15, minimum=0)] | None
    cancelled: bool
    revision: Annotated[int, shown(1, minimum=1)]
    created_at: Time
    occurrence: OccurrenceOut | None

    @classmethod
    def of(
        cls,
        event: CalendarEvent,
        occurrence: Occurrence | None,
        seats: Seats | None = None,
        mine: Rsvp | None = None,
    ) -> Self:
        """The event as who sees it is shown it."""
        shown_one = occurrence and {
            "date": occurrence.date,
            "starts_at": rfc3339(occurrence.starts_s * 1000),
            "ends_at": rfc3339(occurrence.ends_s * 1000),
            "going_count": seats.going if seats else 0,
            "maybe_count": seats.maybe if seats else 0,
            "my_rsvp": mine.answer if mine else None,
        }
        return cls.model_validate(resources.calendar_event(event) | {"occurrence": shown_one}).at(
            event.revision
        )


class RsvpOut(BaseModel):
    """One member's answer."""

    user_id: UserId
    answer: Answer
    answered_at: Time

    @classmethod
    def of(cls, rsvp: Rsvp) -> Self:
        """The answer as members see it."""
        return cls.model_validate(
            {"user_id": rsvp.user_id, "answer": rsvp.answer, "answered_at": rsvp.answered_at}
        )


class FeedOut(BaseModel):
    """A member's secret address of a calendar, shown once."""

    url: Annotated[str, shown("https://api.example.org/v1/calendar-feeds/hR3v.ics")]
