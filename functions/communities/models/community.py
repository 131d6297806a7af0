"""The community itself."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from commons.db import Record


class Community(Record):
    """A community, as its members see it."""

    prefix = "COM#"

    name = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    visibility = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    member_count = NumberAttribute(default=1)
    channel_count = NumberAttribute(default=0)
    revision = NumberAttribute(default=1)
    """Counts edits; members and channels come and go without one."""
    created_at = UnicodeAttribute()

    @property
    def community_id(self) -> str:
        """Its id."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def of(cls, community_id: str, **values: Any) -> Self:
        """A community to be created or changed."""
        return cls(f"COM#{community_id}", "COM", **values)

    @classmethod
    def load(cls, community_id: str) -> Self:
        """The community, or NotFound."""
        return cls.load_row(f"COM#{community_id}", "COM")
