"""Channels, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, field_validator

from commons.bounds import Bound
from commons.etags import Tagged
from commons.ids import CHANNEL, CIRCLE
from commons.streams.log import Cursor
from commons.validation import (
    ABSENT,
    ChannelId,
    CircleId,
    CommunityId,
    Input,
    MessageId,
    Position,
    Time,
    id_form,
    shown,
)

from .. import resources
from ..models.channels import Channel
from .words import Name, Text

MAX_SLOW_MODE_S = Bound(21_600, "slow_mode_seconds", "Seconds between messages in slow mode.")
MAX_MOVED = Bound(500, "channels_per_reorder", "Channels that one request moves.")
#: What every JSON reader takes for a whole number (RFC 8259, section 6).
MAX_POSITION = (1 << 53) - 1

SlowMode = Annotated[int, Field(ge=0, le=MAX_SLOW_MODE_S)]
Place = Annotated[int, Field(ge=0, le=MAX_POSITION)]
CategoryId = Annotated[
    str, StringConstraints(pattern=id_form(CHANNEL)), shown("chn_01JD1XR5K8P0R2T4W6Y8A1C3E5")
]
ChannelType = Literal["text", "voice", "stage", "forum", "announcement", "category"]


class NewChannel(Input):
    """POST /communities/{community_id}/channels"""

    name: Name
    type: ChannelType = "text"
    topic: Text | None = None
    parent_id: CategoryId | None = None
    circle_id: Annotated[str, StringConstraints(pattern=id_form(CIRCLE))] | None = None
    """By itself that of its category."""
    slow_mode_s: SlowMode = 0


class ChannelChanges(Input):
    """PATCH /channels/{channel_id} (RFC 7396): absent leaves, a topic of null removes it.

    A parent of null takes it out of its category. What a channel is (``type``) and whose
    (``circle_id``) stays.
    """

    name: Name = ABSENT
    topic: Text | None = None
    slow_mode_s: SlowMode = ABSENT
    position: Place = ABSENT
    parent_id: CategoryId | None = None
    archived: bool = ABSENT
    age_restricted: bool = ABSENT


class Move(Input):
    """Where one channel goes; absent leaves as it is, a parent of null is no category."""

    id: CategoryId
    position: Place = ABSENT
    parent_id: CategoryId | None = None


class Moves(Input):
    """PATCH /communities/{community_id}/channels"""

    channels: Annotated[list[Move], Field(min_length=1, max_length=MAX_MOVED)]

    @field_validator("channels")
    @classmethod
    def _each_once(cls, moves: list[Move]) -> list[Move]:
        if len({move.id for move in moves}) < len(moves):
            raise ValueError("names a channel twice")
        return moves


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
    circle_id: CircleId | None
    position: Annotated[int, shown(1763661600000, minimum=0)]
    slow_mode_s: Annotated[int, shown(0, minimum=0)]
    archived: bool
    age_restricted: bool
    follows_category: bool
    encrypted: bool = False
    head: Position
    last_message: LastMessage | None
    created_at: Time

    @classmethod
    def of(cls, channel: Channel, cursor: Cursor, *, follows: bool) -> Self:
        """The channel as members see it. follows: its overrides are its category's."""
        return cls.model_validate(resources.channel(channel, cursor, follows=follows)).at(
            channel.revision
        )

    @classmethod
    def fresh(cls, channel: Channel, *, follows: bool) -> Self:
        """A channel nobody has written in."""
        return cls.of(channel, Cursor(), follows=follows)


class Moved(BaseModel):
    """A channel where it stands now."""

    id: ChannelId
    position: Annotated[int, shown(1763661600000, minimum=0)]
    parent_id: ChannelId | None

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """As it will be."""
        return cls(
            id=channel.channel_id, position=int(channel.position), parent_id=channel.parent_id
        )


class Reordered(BaseModel):
    """The channels that a request has moved."""

    data: list[Moved]
