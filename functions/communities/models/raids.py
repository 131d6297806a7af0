"""Raids that are undone, and everyone found in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from commons.db import Record


class State(StrEnum):
    """How far it is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """Whoever began it may not remove anybody any more."""


class Outcome(StrEnum):
    """What became of somebody."""

    ROOT = "root"
    """They only stand above those who are looked for."""
    FOUND = "found"
    """They would be removed: it is a preview."""
    REMOVED = "removed"
    GONE = "gone"
    """They had left, or were banned, before."""
    LEFT_OUT = "left_out"
    """They stand at or above whoever undoes the raid."""


class Raid(Record):
    """One raid: who is looked for, what is done to them, and how many there were."""

    prefix = "COM#"

    state = UnicodeAttribute(default=State.RUNNING)
    action = UnicodeAttribute()
    preview = BooleanAttribute()
    revoke_invites = BooleanAttribute()
    root_id = UnicodeAttribute()
    invite_id = UnicodeAttribute(null=True)
    """Of those the root let in, only who came by this invite."""
    since = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    actor_id = UnicodeAttribute()
    step = NumberAttribute(default=0)
    found = NumberAttribute(default=0)
    removed = NumberAttribute(default=0)
    left_out = NumberAttribute(default=0)
    created_at = UnicodeAttribute()
    finished_at = UnicodeAttribute(null=True)

    @property
    def raid_id(self) -> str:
        """Its id."""
        return self.sk.removeprefix("RAID#")

    @property
    def community_id(self) -> str:
        """Where it was."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def of(cls, community_id: str, raid_id: str, **values: Any) -> Self:
        """A raid to be created or changed."""
        return cls(f"COM#{community_id}", f"RAID#{raid_id}", **values)

    @classmethod
    def load(cls, community_id: str, raid_id: str) -> Self:
        """The raid, or NotFound."""
        return cls.load_row(f"COM#{community_id}", f"RAID#{raid_id}")


class RaidMember(Record):
    """Somebody found in a raid."""

    prefix = "COM#"

    membership_id = UnicodeAttribute(null=True)
    """The membership they came with; a kick ends no other."""
    outcome = UnicodeAttribute(null=True)
    waiting = BooleanAttribute(null=True)
    """Whom they let in has not been looked for yet."""

    @property
    def user_id(self) -> str:
        """Who."""
        return self.sk.rpartition("#")[2]

    @classmethod
    def of(cls, raid: Raid, user_id: str, **values: Any) -> Self:
        """Somebody to be added or changed."""
        return cls(raid.pk, f"RAIDM#{raid.raid_id}#{user_id}", **values)

    @classmethod
    def read(cls, raid: Raid, user_id: str) -> Self:
        """Somebody who was found, as they are now."""
        return cls.load_row(raid.pk, f"RAIDM#{raid.raid_id}#{user_id}")

    @classmethod
    def known(cls, raid: Raid, user_ids: Iterable[str]) -> set[str]:
        """Those of the users who have been found."""
        keys = ((raid.pk, f"RAIDM#{raid.raid_id}#{user_id}") for user_id in user_ids)
        return {row.user_id for row in cls.find_rows(keys)}

    @classmethod
    def undone(cls, raid: Raid, limit: int) -> list[Self]:
        """Some of those who wait."""
        return list(cls._all(raid, cls.waiting == True, limit))  # noqa: E712

    @classmethod
    def who(cls, raid: Raid, outcome: Outcome, limit: int | None = None) -> Iterator[Self]:
        """Those of one outcome."""
        return cls._all(raid, cls.outcome == outcome, limit)

    @classmethod
    def _all(cls, raid: Raid, where: Any, limit: int | None) -> Iterator[Self]:
        begin = cls.sk.startswith(f"RAIDM#{raid.raid_id}#")
        found = cls.query(
            raid.pk,
            begin,
            filter_condition=where,
            limit=limit,
            page_size=1000,
            consistent_read=True,
        )
        return iter(found)
