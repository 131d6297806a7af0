"""Channels."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from commons.clock import now
from commons.db import Record
from commons.ids import CHANNEL, new_id


class Channel(Record):
    """A channel of a community."""

    prefix = "COM#"

    name = UnicodeAttribute()
    type = UnicodeAttribute()
    topic = UnicodeAttribute(null=True)
    parent_id = UnicodeAttribute(null=True)
    position = NumberAttribute()
    slow_mode_s = NumberAttribute(default=0)
    revision = NumberAttribute(default=1)
    created_at = UnicodeAttribute()

    @property
    def channel_id(self) -> str:
        """Its id."""
        return self.sk.removeprefix("CHN#")

    @property
    def community_id(self) -> str:
        """Where it belongs."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def new(cls, community_id: str, *, position: int, **values: Any) -> Self:
        """A channel to be created."""
        sk = f"CHN#{new_id(CHANNEL)}"
        return cls(f"COM#{community_id}", sk, position=position, created_at=now(), **values)

    @classmethod
    def load(cls, community_id: str, channel_id: str) -> Self:
        """The channel, or NotFound."""
        return cls.load_row(f"COM#{community_id}", f"CHN#{channel_id}")

    @classmethod
    def list(cls, community_id: str) -> list[Self]:
        """All channels, in their order."""
        found = cls.query(f"COM#{community_id}", cls.sk.startswith("CHN#"), consistent_read=True)
        return sorted(found, key=lambda channel: (channel.position, channel.sk))
