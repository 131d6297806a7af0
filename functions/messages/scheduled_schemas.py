"""Messages that are sent later, as clients send and see them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from commons.clock import rfc3339
from commons.recurrence import MAX_RULE
from commons.validation import (
    ABSENT,
    AnyChannelId,
    Input,
    MessageId,
    ScheduledId,
    Time,
    shown,
    validated,
)

from .kept import Scheduled
from .poll_schemas import NewPoll
from .schemas import (
    ONE_BODY,
    SENDABLE,
    Ciphertext,
    Content,
    GivenChannelId,
    Mentions,
    MentionsOut,
    Sent,
)

MOMENT = r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$"
EXAMPLE: JsonDict = {
    "channel_id": "chn_01JD1XR5K8P0R2T4W6Y8A1C3E5",
    "content": "Time to feed the starters!",
    "send_at": "2027-03-01T09:00:00Z",
    "recurrence": "FREQ=WEEKLY;BYDAY=MO",
    "time_zone": "Europe/Berlin",
}


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


Moment = Annotated[
    str,
    StringConstraints(max_length=40, pattern=MOMENT),
    AfterValidator(_is_time),
    shown("2027-03-01T09:00:00Z", format="date-time"),
]
Rule = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_RULE), shown("FREQ=WEEKLY;BYDAY=MO")
]
TimeZone = Annotated[str, StringConstraints(max_length=64), shown("Europe/Berlin")]


class NewScheduled(Sent):
    """POST /scheduled-messages"""

    model_config = ConfigDict(
        json_schema_extra=ONE_BODY | {"oneOf": SENDABLE, "examples": [EXAMPLE]}
    )

    channel_id: GivenChannelId
    send_at: Moment
    recurrence: Rule | None = None
    time_zone: TimeZone = "UTC"

    def asked(self) -> dict[str, Any]:
        """What is sent, without where and when."""
        left_out = {"channel_id", "send_at", "recurrence", "time_zone"}
        return self.model_dump(exclude=left_out, exclude_none=True)


class ScheduledChanges(Input):
    """PATCH /scheduled-messages/{scheduled_id} (RFC 7396): absent leaves, null removes."""

    content: Content | None = None
    ciphertext: Ciphertext | None = None
    mentions: Mentions | None = None
    send_at: Moment = ABSENT
    recurrence: Rule | None = None
    time_zone: TimeZone = ABSENT

    def applied(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What is sent after this change. Raises ValidationFailed when it is no message."""
        said = self.model_dump(include={"content", "ciphertext", "mentions"}, exclude_unset=True)
        changed = {k: v for k, v in (asked | said).items() if v is not None}
        return validated(Sent, changed).model_dump(exclude_none=True)


class ScheduledMessage(BaseModel):
    """A message that is sent later, and how that went."""

    id: ScheduledId
    """This."""
    channel_id: AnyChannelId
    """Where it is sent."""
    content: Annotated[str, shown("Time to feed the starters!")] | None
    """What it says; null when it is ciphertext, or only a poll."""
    ciphertext: str | None
    """What it says, unreadable to the server, as base64; null when it is content."""
    mentions: MentionsOut
    """Who is meant."""
    reply_to: list[MessageId]
    """The messages it answers."""
    poll: NewPoll | None
    """What it asks; null when nothing."""
    expires_in: Annotated[int, shown(3600)] | None
    """Seconds after which it disappears; null when never."""
    send_at: Time
    """When it is sent next, or was last."""
    recurrence: Rule | None
    """When it is sent again (RFC 5545); null when it is sent once."""
    time_zone: TimeZone
    """Where the clock hangs that a recurrence goes by."""
    state: Literal["waiting", "sending", "sent", "failed"]
    """What it does. `sent` is kept for a week; of `failed`, nothing is sent until it is changed."""
    failure: Annotated[str, shown("missing_permission")] | None
    """The code of what forbade sending it."""
    last_message_id: MessageId | None
    """The message it became last."""
    created_at: Time
    """When it was made."""

    @classmethod
    def of(cls, row: Scheduled) -> Self:
        """As its author sees it."""
        none = {"users": [], "roles": [], "everyone": False}
        shown = dict.fromkeys(("content", "ciphertext", "poll", "expires_in"))
        told = shown | {"mentions": none, "reply_to": []} | row.asked
        kept = ("channel_id", "recurrence", "time_zone", "state", "failure", "last_message_id")
        told |= {name: getattr(row, name) for name in kept}
        times = {"send_at": rfc3339(1000 * int(row.at_s)), "created_at": row.created_at}
        return cls.model_validate({"id": row.scheduled_id} | told | times)
