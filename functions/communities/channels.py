"""Channels as clients see them: what is stored here, with the head of each message stream."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import islice
from typing import Any

from commons import access
from commons.access import Seen, Standing
from commons.contracts.communities.channels import ChannelCreated, ChannelUpdated
from commons.streams import channel_stream
from commons.streams.heads import heads
from commons.streams.log import Cursor
from commons.thread_shapes import ThreadOut, thread_out

from .models.access import ChannelAccess
from .models.channels import Channel
from .schemas.channels import ChannelOut

#: How many channels come with their community.
FIRST = 50


def shown(channels: Iterable[Channel], following: Container[str]) -> list[ChannelOut]:
    """The channels with their heads, in the same order; ``following``: those like their category"""
    listed = list(channels)
    cursors = heads(channel_stream(channel.channel_id) for channel in listed)
    return [
        ChannelOut.of(
            channel,
            cursors.get(channel_stream(channel.channel_id), Cursor()),
            follows=channel.channel_id in following,
        )
        for channel in listed
    ]


def seen_by(standing: Standing) -> dict[str, Seen]:
    """The channels of the community that the caller sees, in their order."""
    return access.seen_channels(standing.user_id, standing.community_id)


def read(standing: Standing, channel_ids: Sequence[str]) -> list[ChannelOut]:
    """Channels that the caller sees, in this order; only their rows are read."""
    seen, found = seen_by(standing), Channel.find(standing.community_id, channel_ids)
    following = {channel_id for channel_id in channel_ids if seen[channel_id].channel.follows}
    return shown([found[id_] for id_ in channel_ids if id_ in found], following)


def beginning(standing: Standing) -> dict[str, Any]:
    """What a community shows of its channels: the first the caller sees, and how many there are."""
    seen = seen_by(standing)
    return {"channels": read(standing, list(islice(seen, FIRST))), "channel_count": len(seen)}


def edited(channel: Channel) -> ChannelOut:
    """A channel as it will be when what was changed is committed."""
    access_side = ChannelAccess.load(channel.community_id, channel.channel_id)
    follows = channel.parent_id is not None and access_side.overrides is None
    [out] = shown([channel], [channel.channel_id] if follows else [])
    return out


def thread(standing: Standing) -> ThreadOut:
    """The thread that a standing is in: ``messages`` publishes it."""
    assert standing.thread is not None
    assert standing.channel is not None
    stream = channel_stream(standing.thread.thread_id)
    return thread_out(standing.thread, standing.channel, heads([stream]).get(stream, Cursor()))


def created(channel: Channel) -> ChannelCreated:
    """The event of a new channel: all of it, so that nobody has to ask back."""
    return ChannelCreated(
        community_id=channel.community_id,
        channel_id=channel.channel_id,
        type=channel.type,
        name=channel.name,
        topic=channel.topic,
        parent_id=channel.parent_id,
        circle_id=channel.circle_id,
        position=int(channel.position),
        slow_mode_s=int(channel.slow_mode_s),
        age_restricted=channel.age_restricted,
        created_at=channel.created_at,
    )


def updated(channel: Channel) -> ChannelUpdated:
    """The event of an edited channel: all that can be edited."""
    return ChannelUpdated(
        community_id=channel.community_id,
        channel_id=channel.channel_id,
        revision=int(channel.revision),
        name=channel.name,
        topic=channel.topic,
        slow_mode_s=int(channel.slow_mode_s),
        position=int(channel.position),
        parent_id=channel.parent_id,
        archived=channel.archived,
        age_restricted=channel.age_restricted,
    )
