"""The published access model: what ``commons.access`` reads and nobody else writes."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute

from commons.db import Record
from commons.permissions import EVERYONE

from .channels import Channel


class Version(Record):
    """Published: v counts changes of roles and channels, m counts removals of members."""

    prefix = "A#"

    v = NumberAttribute(default=1)
    m = NumberAttribute(default=0)
    owner = UnicodeAttribute()
    public = BooleanAttribute()

    @classmethod
    def of(cls, community_id: str, **values: Any) -> Self:
        """A version to be created or raised."""
        return cls(f"A#{community_id}", "V", **values)


class Roles(Record):
    """Published: permission bits by role id; the everyone role has the community's id."""

    prefix = "A#"

    roles: MapAttribute[str, str] = MapAttribute()  # type: ignore[no-untyped-call]

    @classmethod
    def first(cls, community_id: str) -> Self:
        """The roles of a new community."""
        return cls(f"A#{community_id}", "R", roles={community_id: str(int(EVERYONE))})


class ChannelHome(Record):
    """Published: the community of a channel, for ever."""

    prefix = "A#"

    community = UnicodeAttribute()

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """The pointer, to be created."""
        return cls(f"A#{channel.channel_id}", "A", community=channel.community_id)


class ChannelAccess(Record):
    """Published: what decides who sees a channel."""

    prefix = "A#"

    type = UnicodeAttribute()
    parent = UnicodeAttribute(null=True)
    circle = UnicodeAttribute(null=True)

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """The access side of a channel, to be created."""
        pk = f"A#{channel.community_id}"
        return cls(pk, f"C#{channel.channel_id}", type=channel.type, parent=channel.parent_id)
