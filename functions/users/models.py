"""The users table.

pk            sk            kind
USR#<user>    PROFILE       Profile    only what its user has edited; the rest is auth's account
USR#<user>    REL#<other>   Relation   what somebody else is to the user; each side has its own
USR#<user>    RELATIONS     Relations  how many of them the user has made
"""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from commons.accounts import Account
from commons.clock import now, now_ms, now_s
from commons.db import Record

from .rules import NONE

#: How long a relation that is over keeps its revision: longer than any event of it is on its way.
MEMORY_S = 30 * 86_400


class Profile(Record):
    """What a user has edited of their profile; absent attributes are as registered."""

    prefix = "USR#"

    display_name = UnicodeAttribute(null=True)
    bio = UnicodeAttribute(default="")
    avatar_url = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    revision = NumberAttribute(default=0)

    @property
    def user_id(self) -> str:
        """Whose profile it is."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def of(cls, user_id: str) -> Self:
        """The profile nobody has edited yet."""
        return cls(f"USR#{user_id}", "PROFILE")

    @classmethod
    def find(cls, user_id: str) -> Self:
        """The user's profile, edited or not."""
        return cls.find_row(f"USR#{user_id}", "PROFILE") or cls.of(user_id)

    @classmethod
    def find_all(cls, accounts: dict[str, Account]) -> dict[str, Self]:
        """The profiles of accounts, by user id, edited or not."""
        found = cls.find_rows((f"USR#{user_id}", "PROFILE") for user_id in accounts)
        return {user_id: cls.of(user_id) for user_id in accounts} | {p.user_id: p for p in found}


class Relation(Record):
    """What somebody else is to a user. One that is over says so for a while, then goes."""

    prefix = "USR#"

    type = UnicodeAttribute(default=NONE)
    since = UnicodeAttribute(default=now)
    revision = NumberAttribute(default=0)
    """Grows with every change, and also when the row was gone in between."""

    @property
    def user_id(self) -> str:
        """Whose view this is."""
        return self.pk.removeprefix(self.prefix)

    @property
    def other_id(self) -> str:
        """Of whom."""
        return self.sk.removeprefix("REL#")

    @classmethod
    def of(cls, user_id: str, other_id: str) -> Self:
        """Nothing yet."""
        return cls(f"USR#{user_id}", f"REL#{other_id}")

    @classmethod
    def both(cls, user_id: str, other_id: str) -> tuple[Self, Self]:
        """The user's view, and the other's."""
        rows = cls.of(user_id, other_id), cls.of(other_id, user_id)
        found = {row.pk: row for row in cls.find_rows((row.pk, row.sk) for row in rows)}
        mine, theirs = (found.get(row.pk, row) for row in rows)
        return mine, theirs

    def becomes(self, type_: str) -> Self:
        """The same relation with another type, from now on."""
        return type(self)(
            self.pk,
            self.sk,
            type=type_,
            revision=max(now_ms(), int(self.revision) + 1),
            ttl=now_s() + MEMORY_S if type_ == NONE else None,
        )


class Relations(Record):
    """How many friends, requests to others and blocks a user has."""

    prefix = "USR#"

    made = NumberAttribute(default=0)

    @classmethod
    def of(cls, user_id: str) -> Self:
        """A user's count."""
        return cls(f"USR#{user_id}", "RELATIONS")
