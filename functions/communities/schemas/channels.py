"""Channels, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from commons.bounds import Bound
from commons.etags import Tagged
from commons.ids import CHANNEL
from commons.validation import (
    ABSENT,
    ChannelId,
    CommunityId,
    Input,
    MessageId,
    Position,
    Time,
    id_form,
    shown,
)

from ..models.channels import Channel
from .words import Name, Text

MAX_SLOW_MODE_S = Bound(21_600, "slow_mode_seconds", "Seconds between messages in slow mode.")


SlowMode = Annotated[int, Field(ge=0, le=MAX_SLOW_MODE_S)]


ChannelType = Literal["text", "voice", "stage", "forum", "announcement", "category"]


class NewChannel(Input):
    """POST /communities/{community_id}/channels"""

    name: Name
    type: ChannelType = "text"
    topic: Text | None = None
    parent_id: Annotated[str, StringConstraints(pattern=id_form(CHANNEL))] | None = None
    slow_mode_s: SlowMode = 0


class ChannelChanges(Input):
    """PATCH /channels/{channel_id} (RFC 7396): absent leaves, a topic of null removes it."""

    name: Name = ABSENT
    topic: Text | None = None
    slow_mode_s: SlowMode = ABSENT


class LastMessage(BaseModel):
    """The newest message of a channel."""

    id: MessageId
    seq: Position
    at: Time


class ChannelOut(Tagged):
    """A channel."""

    id: ChannelId
    community_id: CommunityId
    name: Annotated[str, shown("general")]
    type: ChannelType
    topic: Annotated[str, shown("Flour, water, patience")] | None
    parent_id: ChannelId | None
    circle_id: str | None = None
    position: Position
    slow_mode_s: Annotated[int, shown(0, minimum=0)]
    encrypted: bool = False
    head: Position
    last_message: LastMessage | None
    created_at: Time

    @classmethod
    def of(cls, channel: Channel, *, head: int, last: LastMessage | None) -> Self:
        """The channel as members see it."""
        return cls(
            id=channel.channel_id,
            community_id=channel.community_id,
            name=channel.name,
            type=channel.type,
            topic=channel.topic,
            parent_id=channel.parent_id,
            position=int(channel.position),
            slow_mode_s=int(channel.slow_mode_s),
            head=head,
            last_message=last,
            created_at=channel.created_at,
        ).at(channel.revision)

    @classmethod
    def fresh(cls, channel: Channel) -> Self:
        """A channel nobody has written in."""
        return cls.of(channel, head=0, last=None)
