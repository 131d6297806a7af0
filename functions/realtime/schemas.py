"""What clients of realtime send and receive."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from commons.validation import Input

Streams = dict[
    Annotated[str, StringConstraints(max_length=64)], Annotated[int, Field(ge=0, lt=10**12)]
]
Word = Annotated[str, StringConstraints(max_length=64)]
ChannelId = Annotated[str, StringConstraints(max_length=64)]
FocusList = Annotated[list[ChannelId], Field(max_length=10)]


class TicketOut(BaseModel):
    """Connect to ``{url}?v=1&ticket=…`` within ``expires_in`` seconds, once."""

    ticket: str
    url: str
    expires_in: int


class Identify(Input):
    """``d`` of ``identify``: the device, the cursors it has, the channels it looks at."""

    device: Word | Annotated[dict[Word, Word], Field(max_length=10)] | None = None
    cursors: Annotated[Streams, Field(max_length=200)] = {}
    focus: FocusList = []


class FocusFrame(Input):
    """``d`` of ``focus``: all channels looked at from now on, with cursors where known."""

    channels: FocusList
    cursors: Annotated[Streams, Field(max_length=200)] = {}


class Event(BaseModel):
    """One event of a stream; ``d`` is the resource as the HTTP API shows it."""

    t: str
    id: str
    sq: int
    ts: str
    d: dict[str, Any]


class Events(BaseModel):
    """Events after a position, complete up to ``to``; below ``floor`` take a snapshot."""

    data: list[Event]
    to: int
    head: int
    floor: int
