"""Where a user stands in many channels: heads, read positions, what is unread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commons.streams import channel_stream
from commons.streams.heads import heads, read_positions
from commons.streams.history import Reader, Unread, unread
from commons.streams.log import Cursor

if TYPE_CHECKING:
    from commons.protocol import ChannelState

NOTHING = Unread(0, 0)


@dataclass(frozen=True)
class ReadState:
    """One channel as its reader left it."""

    channel_id: str
    head: int
    seq: int
    unread: int
    mentions: int

    def summary(self) -> ChannelState:
        """As ``ready`` and ``unread`` frames show it."""
        return {
            "channel_id": self.channel_id,
            "head": self.head,
            "seq": self.seq,
            "has_unread": self.unread > 0,
            "mentions": self.mentions,
        }


def read_states(user_id: str, channel_ids: Iterable[str], roles: frozenset[str]) -> list[ReadState]:
    """The states of these channels; only those with something after the cursor are counted.

    roles: the user's, of all communities these channels are in.
    """
    streams = {channel_stream(channel_id): channel_id for channel_id in channel_ids}
    cursors = heads(streams)
    positions = read_positions(streams, user_id)
    return [
        _state(
            Reader(user_id, roles),
            channel_id,
            cursors.get(stream, Cursor()),
            positions.get(stream, 0),
        )
        for stream, channel_id in streams.items()
    ]


def _state(reader: Reader, channel_id: str, cursor: Cursor, seq: int) -> ReadState:
    newer = cursor.last is not None and cursor.last["seq"] > seq
    counted = unread(channel_stream(channel_id), seq, reader) if newer else NOTHING
    return ReadState(channel_id, cursor.sq, seq, counted.unread, counted.mentions)
