"""The trust tree: who let whom in. Its rows outlive invites and memberships.

Moderators ask after the fact, when a raider's invites and perhaps the raider are gone. A row names
two users and no content; erasing an account must delete the rows that name it on either side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pynamodb.attributes import UnicodeAttribute

from commons.clock import now_s
from commons.db import Record

from .invites import Invite
from .members import Member

ISSUED_KEPT_S = 400 * 86400


class Issued(Record):
    """Who made an invite. Kept as long as the audit log, its code is not."""

    prefix = "COM#"

    inviter_id = UnicodeAttribute()

    @classmethod
    def of(cls, invite: Invite) -> Self:
        """The note, to be created with the invite."""
        pk, sk = f"COM#{invite.community_id}", f"IVT#{invite.invite_id}"
        return cls(pk, sk, inviter_id=invite.inviter_id, ttl=now_s() + ISSUED_KEPT_S)

    @classmethod
    def load(cls, community_id: str, invite_id: str) -> Self:
        """The note, or NotFound."""
        return cls.load_row(f"COM#{community_id}", f"IVT#{invite_id}")


class Invited(Record):
    """One user let in by another: the newest time, if it was more often than once."""

    prefix = "COM#"

    invite_id = UnicodeAttribute(null=True)
    membership_id = UnicodeAttribute()
    """The membership that began with it."""
    joined_at = UnicodeAttribute()

    @property
    def inviter_id(self) -> str:
        """Who let them in."""
        return self.sk.split("#")[1]

    @property
    def user_id(self) -> str:
        """Who was let in."""
        return self.sk.split("#")[2]

    @classmethod
    def of(cls, community_id: str, invite: Invite, member: Member) -> Self:
        """The row of a membership that begins with an invite."""
        return cls(
            f"COM#{community_id}",
            f"BY#{invite.inviter_id}#{member.user_id}",
            invite_id=invite.invite_id,
            membership_id=member.membership_id,
            joined_at=member.joined_at,
        )

    @classmethod
    def by(cls, community_id: str, inviter_id: str, *, after: str | None = None) -> Iterator[Self]:
        """Whom somebody let in, oldest account first; those whose id comes after another's."""
        begin = f"BY#{inviter_id}#"
        beyond = f"{begin}{after}\x00" if after else begin
        keys = cls.sk.between(beyond, f"{begin}\U0010ffff")
        return iter(cls.query(f"COM#{community_id}", keys, consistent_read=True))
