"""The users table.

pk            sk        kind
USR#<user>    PROFILE   Profile    only what its user has edited; the rest is auth's account
"""

from __future__ import annotations

from typing import Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from commons.accounts import Account
from commons.db import Record


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
