"""Channels as clients see them: what is stored here, with the head of each message stream."""

from __future__ import annotations

from collections.abc import Iterable

from commons import access
from commons.access import Standing
from commons.clock import rfc3339
from commons.contracts.communities.channels import ChannelCreated
from commons.streams import channel_stream
from commons.streams.heads import heads
from commons.streams.log import Cursor

from .models.channels import Channel
from .schemas.channels import ChannelOut, LastMessage


def shown(channels: Iterable[Channel]) -> list[ChannelOut]:
    """The channels with their heads, in the same order."""
    listed = list(channels)
    cursors = heads(channel_stream(channel.channel_id) for channel in listed)
    return [_shown(c, cursors.get(channel_stream(c.channel_id), Cursor())) for c in listed]


def visible(standing: Standing) -> list[ChannelOut]:
    """The channels of the community that the caller sees, with their heads."""
    seen = access.visible_channels(standing.user_id, standing.community_id)
    return shown(c for c in Channel.list(standing.community_id) if c.channel_id in seen)


def _shown(channel: Channel, cursor: Cursor) -> ChannelOut:
    last = cursor.last
    newest = LastMessage(id=last["id"], seq=last["seq"], at=rfc3339(last["at"])) if last else None
    return ChannelOut.of(channel, head=cursor.sq, last=newest)


def created(channel: Channel) -> ChannelCreated:
    """The event of a new channel: all of it, so that nobody has to ask back."""
    return ChannelCreated(
        community_id=channel.community_id,
        channel_id=channel.channel_id,
        type=channel.type,
        name=channel.name,
        topic=channel.topic,
        parent_id=channel.parent_id,
        position=int(channel.position),
        slow_mode_s=int(channel.slow_mode_s),
        created_at=channel.created_at,
    )
