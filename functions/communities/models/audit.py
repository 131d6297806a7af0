"""The audit log: entries that are written once, and the head of their chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, ClassVar, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from commons.db import Record
from commons.declare import APPEND
from commons.wire import plain

from ..rules.audit import NOTHING, canonical

#: Above every key of an entry.
TOP = "N#\U0010ffff"
#: Rows of one query; their answer fills about 0.6 MB.
PAGE = 1000
Row = tuple[str, dict[str, Any]]


class Act(StrEnum):
    """What somebody did by a permission that not everybody has, in the past tense."""

    COMMUNITY_CREATED = "community_created"
    COMMUNITY_UPDATED = "community_updated"
    COMMUNITY_DELETED = "community_deleted"
    COMMUNITY_RESTORED = "community_restored"
    OWNERSHIP_TRANSFERRED = "ownership_transferred"
    ONBOARDING_UPDATED = "onboarding_updated"
    TEMPLATE_CREATED = "template_created"
    TEMPLATE_UPDATED = "template_updated"
    TEMPLATE_REFRESHED = "template_refreshed"
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
    INVITE_CREATED = "invite_created"
    INVITE_DELETED = "invite_deleted"
    INVITES_DELETED = "invites_deleted"
    RAID_UNDONE = "raid_undone"
    EVENT_CREATED = "event_created"
    EVENT_UPDATED = "event_updated"
    EVENT_DELETED = "event_deleted"
    MESSAGE_DELETED = "message_deleted"
    MESSAGES_DELETED = "messages_deleted"
    MESSAGE_PINNED = "message_pinned"
    MESSAGE_UNPINNED = "message_unpinned"
    POLL_CLOSED = "poll_closed"
    THREAD_UPDATED = "thread_updated"
    THREAD_DELETED = "thread_deleted"


class AuditHead(Record):
    """The newest entry's place and hash. It moves with every entry, in the same transaction."""

    prefix = "AUDHEAD#"
    verbs: ClassVar[tuple[str, ...]] = ("UpdateItem",)

    n = NumberAttribute(default=0)
    hash = UnicodeAttribute(default=NOTHING)
    at = UnicodeAttribute(default="")
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

    def moved_to(self, entry: AuditEntry) -> list[Action]:
        """What makes an entry the newest."""
        to = AuditHead.n.set(entry.n), AuditHead.hash.set(entry.hash), AuditHead.at.set(entry.at)
        return list(to)


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

    @property
    def n(self) -> int:
        """Its place."""
        return place_of(self.sk)

    @classmethod
    def of(cls, community_id: str, n: int, **values: Any) -> Self:
        """The entry at a place, to be created."""
        return cls(f"AUD#{community_id}", sort_key(n), **values)

    @classmethod
    def newest(cls, community_id: str, *, under: str = TOP, page: int = PAGE) -> Iterator[Row]:
        """Keys and entries below a key, newest first."""
        return cls._shown(community_id, cls.sk.between("N#", under), under, page, forward=False)

    @classmethod
    def oldest(cls, community_id: str, *, over: str, page: int = PAGE) -> Iterator[Row]:
        """Keys and entries above a key, oldest first."""
        return cls._shown(community_id, cls.sk.between(over, TOP), over, page, forward=True)

    @classmethod
    def _shown(
        cls, community_id: str, span: Condition, excluded: str, page: int, *, forward: bool
    ) -> Iterator[Row]:
        """Raw rows, one page at a time: what was tampered with need not be a record."""
        after: Any = None
        while True:
            answer = cls._get_connection().query(
                f"AUD#{community_id}",
                span,
                consistent_read=True,
                scan_index_forward=forward,
                exclusive_start_key=after,
                limit=page,
            )
            for row in map(plain, answer["Items"]):
                if row["sk"] != excluded:
                    yield row["sk"], entry_of(community_id, row)
            if (after := answer.get("LastEvaluatedKey")) is None:
                return


class AuditMark(Record):
    """An event of another service has its entry. It stays as long: events can be replayed."""

    prefix = "AUD#"
    verbs: ClassVar[tuple[str, ...]] = APPEND

    @classmethod
    def of(cls, community_id: str, event_id: str) -> Self:
        """The mark, to be created."""
        return cls(f"AUD#{community_id}", f"E#{event_id}")


def entry_of(community_id: str, row: dict[str, Any]) -> dict[str, Any]:
    """What a row says, as it is hashed and shown."""
    texts = ("id", "at", "actor_id", "action", "target_type", "target_id", "prev", "hash")
    reason = row.get("reason")
    return {name: str(row.get(name, "")) for name in texts} | {
        "n": place_of(row["sk"]),
        "community_id": community_id,
        "before": _object(row.get("before")),
        "after": _object(row.get("after")),
        "reason": None if reason is None else str(reason),
    }


def _object(text: object) -> dict[str, Any] | None:
    """JSON as ``audit.record`` wrote it; of what is no such text only that it is none."""
    if text is None:
        return None
    try:
        read = json.loads(str(text))
        if isinstance(read, dict) and canonical(read) == text:
            return read
    except ValueError:
        pass
    return {"unreadable": str(text)}


def place_of(sort_key: str) -> int:
    """The place in a key; 0 when it is the key of none."""
    digits = sort_key[2:14]
    return int(digits) if len(digits) == 12 and digits.isascii() and digits.isdigit() else 0


def sort_key(n: int) -> str:
    """The key of the entry at a place."""
    return f"N#{n:012d}"
