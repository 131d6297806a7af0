"""Invites."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from commons.db import Record

MAX_CODE = 64


class Invite(Record):
    """A secret that lets its holder become a member."""

    prefix = "INV#"

    community_id = UnicodeAttribute()
    inviter_id = UnicodeAttribute()
    uses = NumberAttribute(default=0)
    max_uses = NumberAttribute()
    expires_at_s = NumberAttribute()
    """Seconds since the epoch; 0 when it never expires."""
    created_at = UnicodeAttribute()

    @property
    def code(self) -> str:
        """The secret."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def of(cls, code: str, **values: Any) -> Self:
        """An invite to be created, changed or deleted."""
        return cls(f"INV#{code}", "INV", **values)

    @classmethod
    def load(cls, code: str) -> Self:
        """The invite, or NotFound: also for what is too long to be a key."""
        if len(code) > MAX_CODE:
            raise cls.missing
        return cls.load_row(f"INV#{code}", "INV")


class CommunityInvite(Record):
    """One invite in its community's list."""

    prefix = "COM#"

    @property
    def code(self) -> str:
        """The secret."""
        return self.sk.removeprefix("INV#")

    @classmethod
    def of(cls, invite: Invite) -> Self:
        """The entry to be created or deleted."""
        return cls(f"COM#{invite.community_id}", f"INV#{invite.code}", ttl=invite.ttl)
