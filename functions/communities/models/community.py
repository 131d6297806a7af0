"""The community itself."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

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
    circle_count = NumberAttribute(default=0)
    template_count = NumberAttribute(default=0)
    revision = NumberAttribute(default=1)
    """Counts edits; members and channels come and go without one."""
    created_at = UnicodeAttribute()
    listed = UnicodeAttribute(null=True)
    """Its key in the directory of public communities; none when it is not there."""
    deleted_at = UnicodeAttribute(null=True)
    purge_at = UnicodeAttribute(null=True)
    """When nobody can restore it any more."""
    purging = BooleanAttribute(null=True)
    """Rows of it are gone already."""
    making = BooleanAttribute(null=True)
    """Its rows are still being written: deleted, for everybody, until all of them are there."""

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
        """The community, or NotFound; one that was deleted is not found."""
        found = cls.load_row(f"COM#{community_id}", "COM")
        if found.deleted_at is not None:
            raise cls.missing
        return found

    @classmethod
    def alive(cls) -> Condition:
        """It is there and was not deleted: for every write that began when it was."""
        alive: Condition = cls.pk.exists() & cls.deleted_at.does_not_exist()
        return alive
