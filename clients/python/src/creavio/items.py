"""What the gateway hands to the application, beside events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from creavio.models import Event

type State = Literal["connecting", "online", "offline"]


@dataclass(frozen=True, slots=True)
class Status:
    """The connection changed. `resumed` is set when an earlier connection is continued."""

    state: State
    detail: str = ""
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """The log did not reach back to `after`: read again whatever was shown of this stream.

    New messages up to `head` follow as events with `from_snapshot`; edits, deletions and
    reactions of older ones do not. `complete` is False when there were more messages than the
    gateway loads. `snapshot` is the resource for streams that are not channels.
    """

    stream: str
    after: int
    head: int
    complete: bool = True
    snapshot: Any = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The stream is not visible any more (left, kicked, deleted)."""

    stream: str


@dataclass(frozen=True, slots=True)
class ChannelUnread:
    """Where one stands in a channel that is not focused."""

    channel_id: str
    head: int = 0
    seq: int = 0
    has_unread: bool = False
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """News about channels that are not focused; coalesced by the server."""

    channels: tuple[ChannelUnread, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """Something ephemeral: typing, presence, speaking."""

    d: dict[str, Any] = field(default_factory=dict)


type Item = Event | Gap | Gone | Unread | Signal | Status
