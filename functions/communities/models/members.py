"""Members, and the banned."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.expressions.condition import Condition

from commons.db import Record
from commons.ids import BAN, MEMBERSHIP, new_id


class Member(Record):
    """Published: one user's standing. Present, or banned, or timed out."""

    prefix = "A#"

    present = BooleanAttribute(default=True)
    banned = BooleanAttribute(default=False)
    timeout_until = NumberAttribute(default=0)
    timeout_since = NumberAttribute(default=0)
    roles: ListAttribute[str] = ListAttribute(default=list)
    until: MapAttribute[str, int] = MapAttribute(null=True)  # type: ignore[no-untyped-call]
    """Roles that end by themselves, with the second they end at; they are in ``roles`` too."""
    circles: ListAttribute[str] = ListAttribute(default=list)
    channels: ListAttribute[str] = ListAttribute(default=list)
    """Channels chosen by the answers given at the door."""
    chosen: ListAttribute[str] = ListAttribute(default=list)
    """Those of the roles that came with these answers, not by anybody's hand."""
    whole = BooleanAttribute(default=True)
    """False for who is only in circles."""
    consented = NumberAttribute(default=0)
    """The version of the rules they agreed to."""
    adult = BooleanAttribute(default=False)
    nick = UnicodeAttribute(null=True)
    membership_id = UnicodeAttribute(null=True)
    revision = NumberAttribute(default=1)
    """Counts changes of nick, roles and time-outs; a new membership begins with 1 again."""
    inviter_id = UnicodeAttribute(null=True)
    joined_at = UnicodeAttribute(null=True)

    @property
    def user_id(self) -> str:
        """Who it is about."""
        return self.sk.removeprefix("M#")

    @property
    def community_id(self) -> str:
        """Where they are a member."""
        return self.pk.removeprefix(self.prefix)

    @property
    def ends(self) -> dict[str, int]:
        """The roles that end by themselves, with the second they end at."""
        stored = self.until.as_dict() if self.until else {}  # type: ignore[no-untyped-call]
        return {role_id: int(end) for role_id, end in stored.items()}

    @classmethod
    def is_whole(cls, seen: bool = True) -> Condition:
        """They are in the whole community; or, as they were seen, only in circles of it."""
        whole: Condition = (cls.whole == True) | cls.whole.does_not_exist()  # noqa: E712
        return whole if seen else cls.whole == False  # noqa: E712

    @classmethod
    def of(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """A member to be created, changed or deleted."""
        return cls(f"A#{community_id}", f"M#{user_id}", **values)

    @classmethod
    def new(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """A membership that begins now."""
        return cls.of(community_id, user_id, membership_id=new_id(MEMBERSHIP), **values)

    @classmethod
    def find(cls, community_id: str, user_id: str) -> Self | None:
        """The row of somebody who is or was there."""
        return cls.find_row(f"A#{community_id}", f"M#{user_id}")

    @classmethod
    def load(cls, community_id: str, user_id: str) -> Self:
        """A present member, or NotFound."""
        found = cls.load_row(f"A#{community_id}", f"M#{user_id}")
        if not found.present:
            raise cls.missing
        return found


class Joined(Record):
    """Published: one community in the list of a user's communities."""

    prefix = "A#"

    @property
    def community_id(self) -> str:
        """Which community."""
        return self.sk.removeprefix("C#")

    @classmethod
    def of(cls, community_id: str, user_id: str) -> Self:
        """The entry, to be created or deleted."""
        return cls(f"A#{user_id}", f"C#{community_id}")


class Ban(Record):
    """Why somebody is banned, and by whom; the ban itself is on the Member."""

    prefix = "COM#"

    ban_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    actor_id = UnicodeAttribute()
    created_at = UnicodeAttribute()

    @property
    def user_id(self) -> str:
        """Who is banned."""
        return self.sk.removeprefix("BAN#")

    @classmethod
    def of(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """A ban to be created or deleted."""
        return cls(f"COM#{community_id}", f"BAN#{user_id}", **values)

    @classmethod
    def new(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """A ban that begins now."""
        return cls.of(community_id, user_id, ban_id=new_id(BAN), **values)

    @classmethod
    def load(cls, community_id: str, user_id: str) -> Self:
        """The ban, or NotFound."""
        return cls.load_row(f"COM#{community_id}", f"BAN#{user_id}")
