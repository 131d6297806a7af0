"""Channels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from commons.clock import now, now_ms
from commons.db import Record
from commons.ids import CHANNEL, new_id


class Channel(Record):
    """A channel of a community."""

    prefix = "COM#"

    name = UnicodeAttribute()
    type = UnicodeAttribute()
    topic = UnicodeAttribute(null=True)
    parent_id = UnicodeAttribute(null=True)
    circle_id = UnicodeAttribute(null=True)
    position = NumberAttribute()
    """Where it stands (``commons.ordering``): its age in milliseconds until somebody moves it."""
    slow_mode_s = NumberAttribute(default=0)
    archived = BooleanAttribute(default=False)
    age_restricted = BooleanAttribute(default=False)
    children = NumberAttribute(default=0)
    """Of a category: how many channels lie in it. It is deleted when there are none."""
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
    def new(cls, community_id: str, *, position: int | None = None, **values: Any) -> Self:
        """A channel to be created; by itself it stands at the end of the list."""
        place = now_ms() if position is None else position
        sk = f"CHN#{new_id(CHANNEL)}"
        return cls(f"COM#{community_id}", sk, position=place, created_at=now(), **values)

    @classmethod
    def at(cls, community_id: str, channel_id: str) -> Self:
        """A channel to be changed."""
        return cls(f"COM#{community_id}", f"CHN#{channel_id}")

    @classmethod
    def load(cls, community_id: str, channel_id: str) -> Self:
        """The channel, or NotFound."""
        return cls.load_row(f"COM#{community_id}", f"CHN#{channel_id}")

    @classmethod
    def find(cls, community_id: str, channel_ids: Iterable[str]) -> dict[str, Self]:
        """Those of the channels that are there, by id."""
        keys = ((f"COM#{community_id}", f"CHN#{channel_id}") for channel_id in channel_ids)
        return {found.channel_id: found for found in cls.find_rows(keys)}

    @classmethod
    def within(cls, category: Channel) -> Iterable[Self]:
        """The channels that lie in a category."""
        inside = cls.parent_id == category.channel_id
        return cls.query(
            category.pk, cls.sk.startswith("CHN#"), filter_condition=inside, consistent_read=True
        )
