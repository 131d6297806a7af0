"""What a forum channel is set to."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from commons.db import Record


class Tag(MapAttribute[str, Any]):
    """One word that posts of a channel can be found by."""

    tag_id = UnicodeAttribute()
    name = UnicodeAttribute()
    emoji = UnicodeAttribute(null=True)
    moderated = BooleanAttribute(default=False)


class Forum(Record):
    """The tags of a channel in their order, and whether the world may read it as a feed."""

    prefix = "CHN#"

    tags: ListAttribute[Tag] = ListAttribute(of=Tag, default=list)
    revision = NumberAttribute(default=0)
    """Counts changes of the tags."""
    feed = BooleanAttribute(default=False)

    @property
    def channel_id(self) -> str:
        """Which channel."""
        return self.pk.removeprefix(self.prefix)

    @property
    def tag_ids(self) -> list[str]:
        """The ids of the tags, in their order."""
        return [tag.tag_id for tag in self.tags]

    @classmethod
    def of(cls, channel_id: str) -> Self:
        """A channel nobody has set to anything."""
        return cls(f"CHN#{channel_id}", "FORUM")

    @classmethod
    def find(cls, channel_id: str) -> Self:
        """What a channel is set to."""
        return cls.find_row(f"CHN#{channel_id}", "FORUM") or cls.of(channel_id)
