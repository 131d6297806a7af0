"""The audit log: entries that are written once, and the head of their chain."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from commons.db import Record
from commons.declare import APPEND

#: ``prev`` of the first entry.
NOTHING = "0" * 64


class Act(StrEnum):
    """What somebody did by a permission that not everybody has, in the past tense."""

    COMMUNITY_CREATED = "community_created"
    COMMUNITY_UPDATED = "community_updated"
    COMMUNITY_DELETED = "community_deleted"
    COMMUNITY_RESTORED = "community_restored"
    OWNERSHIP_TRANSFERRED = "ownership_transferred"
    ONBOARDING_UPDATED = "onboarding_updated"
    TEMPLATE_CREATED = "template_created"
    TEMPLATE_DELETED = "template_deleted"
    CHANNEL_CREATED = "channel_created"
    CHANNEL_UPDATED = "channel_updated"
    CHANNEL_DELETED = "channel_deleted"
    CHANNELS_REORDERED = "channels_reordered"
    OVERRIDE_SET = "override_set"
    OVERRIDE_REMOVED = "override_removed"
    CIRCLE_CREATED = "circle_created"
    CIRCLE_UPDATED = "circle_updated"
    CIRCLE_DELETED = "circle_deleted"
    CIRCLE_MEMBER_ADDED = "circle_member_added"
    CIRCLE_MEMBER_REMOVED = "circle_member_removed"
    ROLE_CREATED = "role_created"
    ROLE_UPDATED = "role_updated"
    ROLE_DELETED = "role_deleted"
    ROLES_REORDERED = "roles_reordered"
    ROLE_GRANTED = "role_granted"
    ROLE_REVOKED = "role_revoked"
    MEMBER_UPDATED = "member_updated"
    MEMBER_TIMED_OUT = "member_timed_out"
    TIMEOUT_LIFTED = "timeout_lifted"
    MEMBER_KICKED = "member_kicked"
    MEMBER_BANNED = "member_banned"
    BAN_LIFTED = "ban_lifted"
    INVITE_DELETED = "invite_deleted"
    INVITES_DELETED = "invites_deleted"
    RAID_UNDONE = "raid_undone"
    EVENT_CREATED = "event_created"
    EVENT_UPDATED = "event_updated"
    EVENT_DELETED = "event_deleted"
    MESSAGE_DELETED = "message_deleted"


class AuditHead(Record):
    """The newest entry's place and hash. It moves with every entry, in the same transaction."""

    prefix = "AUDHEAD#"
    verbs: ClassVar[tuple[str, ...]] = ("UpdateItem",)

    n = NumberAttribute(default=0)
    hash = UnicodeAttribute(default=NOTHING)
    at_ms = NumberAttribute(default=0)
    """When the newest entry was written, so that no later one is dated before it."""

    @classmethod
    def of(cls, community_id: str, **values: Any) -> Self:
        """The head of a community's log, to be moved; that of an empty log without values."""
        return cls(f"AUDHEAD#{community_id}", "HEAD", **values)

    @classmethod
    def read(cls, community_id: str) -> Self:
        """The head as it is now."""
        found = cls.find_row(f"AUDHEAD#{community_id}", "HEAD")
        return found or cls.of(community_id)

    def still(self) -> Condition:
        """Nobody has moved it since it was read."""
        if not self.n:
            return AuditHead.pk.does_not_exist()
        same: Condition = (AuditHead.n == self.n) & (AuditHead.hash == self.hash)
        return same


class AuditEntry(Record):
    """One act. ``before`` and ``after`` are JSON objects as text; its place is in the key only."""

    prefix = "AUD#"
    verbs: ClassVar[tuple[str, ...]] = APPEND

    id = UnicodeAttribute()
    at = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    action = UnicodeAttribute()
    target_type = UnicodeAttribute()
    target_id = UnicodeAttribute()
    before = UnicodeAttribute(null=True)
    after = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    prev = UnicodeAttribute()
    hash = UnicodeAttribute()

    @classmethod
    def of(cls, community_id: str, n: int, **values: Any) -> Self:
        """The entry at a place, to be created."""
        return cls(f"AUD#{community_id}", sort_key(n), **values)


def sort_key(n: int) -> str:
    """The key of the entry at a place."""
    return f"N#{n:012d}"
