"""What the gateway and the event streams carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from creavio.models.base import EPOCH, Model
from creavio.models.messages import Message


@dataclass(frozen=True, slots=True)
class Event(Model):
    """One event of a stream: `t` names the type, `d` is the resource as HTTP shows it.

    `stream` and `from_snapshot` are the SDK's: the latter marks a message that was read from the
    history because the log no longer reached back to the cursor.
    """

    t: str
    sq: int
    id: str = ""
    ts: datetime = EPOCH
    d: dict[str, Any] = field(default_factory=dict)
    stream: str = ""
    from_snapshot: bool = False

    @property
    def message(self) -> Message:
        """`d` as a message, for MESSAGE_CREATE and MESSAGE_UPDATE."""
        return Message.read(self.d)


@dataclass(frozen=True, slots=True)
class EventsPage(Model):
    """Events of a stream: complete up to `to`; a cursor below `floor` needs a snapshot."""

    data: tuple[Event, ...] = ()
    to: int = 0
    head: int = 0
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Ticket(Model):
    """A single-use permission to open one socket within `expires_in` seconds."""

    ticket: str = field(repr=False)
    url: str
    expires_in: int = 30


@dataclass(frozen=True, slots=True)
class Ack(Model):
    """The server stored the message with this nonce."""

    nonce: str
    id: str
    seq: int
