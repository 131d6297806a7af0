"""Circles, and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from commons.clock import now
from commons.db import Record
from commons.ids import CIRCLE, SEAT, new_id


class Circle(Record):
    """Some members with channels of their own."""

    prefix = "COM#"

    name = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    visibility = UnicodeAttribute()
    join = UnicodeAttribute()
    tier_id = UnicodeAttribute(null=True)
    max_members = NumberAttribute(null=True)
    member_count = NumberAttribute(default=0)
    channel_count = NumberAttribute(default=0)
    revision = NumberAttribute(default=1)
    """Counts edits; members and channels come and go without one."""
    created_at = UnicodeAttribute()

    @property
    def circle_id(self) -> str:
        """Its id."""
        return self.sk.removeprefix("CIR#")

    @property
    def community_id(self) -> str:
        """Where it belongs."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def at(cls, community_id: str, circle_id: str) -> Self:
        """A circle to be changed."""
        return cls(f"COM#{community_id}", f"CIR#{circle_id}")

    @classmethod
    def new(cls, community_id: str, circle_id: str | None = None, **values: Any) -> Self:
        """A circle to be created; its id says how old it is."""
        sk = f"CIR#{circle_id or new_id(CIRCLE)}"
        return cls(f"COM#{community_id}", sk, created_at=now(), **values)

    @classmethod
    def load(cls, community_id: str, circle_id: str) -> Self:
        """The circle, or NotFound."""
        return cls.load_row(f"COM#{community_id}", f"CIR#{circle_id}")

    @classmethod
    def find(cls, community_id: str, circle_ids: Iterable[str]) -> dict[str, Self]:
        """Those of the circles that are there, by id."""
        keys = ((f"COM#{community_id}", f"CIR#{circle_id}") for circle_id in circle_ids)
        return {found.circle_id: found for found in cls.find_rows(keys)}

    @classmethod
    def list(cls, community_id: str) -> list[Self]:
        """A community's circles, oldest first."""
        found = cls.query(f"COM#{community_id}", cls.sk.startswith("CIR#"), consistent_read=True)
        return [*found]


class Seat(Record):
    """One member's place in a circle. That they are in it is said by ``Member.circles`` too."""

    prefix = "CIR#"

    seat_id = UnicodeAttribute()
    joined_at = UnicodeAttribute()

    @property
    def circle_id(self) -> str:
        """Which circle."""
        return self.pk.removeprefix(self.prefix)

    @property
    def user_id(self) -> str:
        """Whose place it is."""
        return self.sk.removeprefix("M#")

    @classmethod
    def new(cls, circle_id: str, user_id: str) -> Self:
        """A place to be taken."""
        key = f"CIR#{circle_id}", f"M#{user_id}"
        return cls(*key, seat_id=new_id(SEAT), joined_at=now())

    @classmethod
    def find(cls, user_id: str, circle_ids: Iterable[str]) -> Iterator[Self]:
        """A user's places in these circles."""
        return cls.find_rows((f"CIR#{circle_id}", f"M#{user_id}") for circle_id in circle_ids)

    @classmethod
    def first(cls, circle_id: str) -> Self | None:
        """Somebody's place in a circle, if there is anybody."""
        found = cls.query(f"CIR#{circle_id}", limit=1, consistent_read=True)
        return next(iter(found), None)
