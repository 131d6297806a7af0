"""Channels as clients see them: what is stored here, with the head of each message stream."""

from __future__ import annotations

from collections.abc import Iterable

from commons.clock import rfc3339
from commons.streams import channel_stream
from commons.streams.heads import heads
from commons.streams.log import Cursor

from .models import Channel
from .schemas import ChannelOut, LastMessage


def shown(channels: Iterable[Channel]) -> list[ChannelOut]:
    """The channels with their heads, in the same order."""
    listed = list(channels)
    cursors = heads(channel_stream(channel.channel_id) for channel in listed)
    return [_shown(c, cursors.get(channel_stream(c.channel_id), Cursor())) for c in listed]


def _shown(channel: Channel, cursor: Cursor) -> ChannelOut:
    last = cursor.last
    newest = LastMessage(id=last["id"], seq=last["seq"], at=rfc3339(last["at"])) if last else None
    return ChannelOut.of(channel, head=cursor.sq, last=newest)
