"""Invites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute

from commons.db import Record

MAX_CODE = 64


class Invite(Record):
    """A secret that lets its holder become a member, or come into a circle."""

    prefix = "INV#"

    invite_id = UnicodeAttribute(null=True)
    """Names it where its code would be told; invites made before have none."""
    community_id = UnicodeAttribute()
    inviter_id = UnicodeAttribute()
    membership_id = UnicodeAttribute(null=True)
    """The inviter's membership, which the invite ends with."""
    role_ids: ListAttribute[str] = ListAttribute(default=list)
    """What whoever accepts is given, as far as the inviter may still give it then."""
    circle_id = UnicodeAttribute(null=True)
    """The circle it leads into, and nowhere else."""
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

    invite_id = UnicodeAttribute(null=True)
    inviter_id = UnicodeAttribute(null=True)

    @property
    def code(self) -> str:
        """The secret."""
        return self.sk.removeprefix("INV#")

    @property
    def community_id(self) -> str:
        """Where it leads."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def of(cls, invite: Invite) -> Self:
        """The entry to be created or deleted."""
        return cls(
            f"COM#{invite.community_id}",
            f"INV#{invite.code}",
            ttl=invite.ttl,
            invite_id=invite.invite_id,
            inviter_id=invite.inviter_id,
        )

    @classmethod
    def list(cls, community_id: str) -> Iterator[Self]:
        """All of a community's."""
        return iter(
            cls.query(f"COM#{community_id}", cls.sk.startswith("INV#"), consistent_read=True)
        )
