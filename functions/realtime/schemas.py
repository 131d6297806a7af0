"""What clients of realtime send and receive."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from commons.bounds import Bound
from commons.reactions import Emoji
from commons.validation import LINE, EventId, Input, Position, Time, shown

Streams = dict[
    Annotated[str, StringConstraints(max_length=64)], Annotated[int, Field(ge=0, lt=10**12)]
]
Word = Annotated[str, StringConstraints(max_length=64), shown("laptop")]
ChannelId = Annotated[
    str, StringConstraints(max_length=64), shown("chn_01JD1XR5K8P0R2T4W6Y8A1C3E5")
]
GivenUserId = Annotated[
    str, StringConstraints(max_length=64), shown("usr_01JD1XQ2R8M4T6V9B3C5D7F0GH")
]
MAX_FOCUSED = Bound(10, "channels_focused_per_socket", "Channels one socket looks at.")
MAX_CURSORS = Bound(200, "cursors_per_frame", "Cursors in one identify or focus frame.")
MAX_WINDOW = Bound(100, "members_watched", "Members whose presence one socket is told of.")
MAX_STATUS = Bound(128, "custom_status_characters", "Characters of a custom status.")
FocusList = Annotated[list[ChannelId], Field(max_length=MAX_FOCUSED)]


class TicketOut(BaseModel):
    """Connect to ``{url}?v=1&ticket=…`` within ``expires_in`` seconds, once."""

    ticket: Annotated[str, shown("Zt6w0cQk3n9Yx1bVt5Rf7LmPq2sJd8Ha", pattern="^[A-Za-z0-9_-]{32}$")]
    url: Annotated[str, shown("wss://gateway.example.org/prod", format="uri")]
    expires_in: Annotated[int, shown(30, minimum=1)]


class Identify(Input):
    """``d`` of ``identify``: the device, the cursors it has, the channels it looks at."""

    device: Word | Annotated[dict[Word, Word], Field(max_length=10)] | None = None
    cursors: Annotated[Streams, Field(max_length=MAX_CURSORS)] = {}
    focus: FocusList = []


class SignalFrame(Input):
    """``d`` of ``signal``: what to tell, and where."""

    channel_id: ChannelId
    type: Literal["typing"]


class CustomStatus(Input):
    """Words of one's own, until a moment or until changed."""

    text: (
        Annotated[str, StringConstraints(min_length=1, max_length=MAX_STATUS, pattern=LINE)] | None
    ) = None
    emoji: Emoji | None = None
    expires_at: AwareDatetime | None = Field(default=None, strict=False)


class PresenceIn(Input):
    """How one is. ``idle`` says it of the device that says it."""

    status: Literal["online", "idle", "dnd", "invisible"]
    custom_status: CustomStatus | None = None


class PresenceOut(BaseModel):
    """How one is by one's own words."""

    status: Annotated[str, shown("dnd")]
    """What was chosen; others see `offline` for `invisible`, and of who has no device online."""
    custom_status: CustomStatus | None
    """One's own words."""


class WatchFrame(Input):
    """``d`` of ``watch``: whom the client shows, of one community; none to be told no more."""

    community_id: Annotated[
        str, StringConstraints(max_length=64), shown("com_01JD1XR5K7N9Q1S3V5X7Z9B2D4")
    ]
    user_ids: Annotated[list[GivenUserId], Field(max_length=MAX_WINDOW)]


class FocusFrame(Input):
    """``d`` of ``focus``: all channels looked at from now on, with cursors where known."""

    channels: FocusList
    cursors: Annotated[Streams, Field(max_length=MAX_CURSORS)] = {}


class Event(BaseModel):
    """One event of a stream; ``d`` is the resource as the HTTP API shows it."""

    t: Annotated[str, shown("MESSAGE_CREATE")]
    id: EventId
    sq: Position
    ts: Time
    d: dict[str, Any]


class Events(BaseModel):
    """Events after a position, complete up to ``to``; below ``floor`` take a snapshot."""

    data: list[Event]
    to: Position
    head: Position
    floor: Position
