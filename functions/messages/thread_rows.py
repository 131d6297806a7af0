"""Threads as this service stores them.

pk              sk                           kind
A#<thread>      A                            Thread       published: ``commons.threads``
A#<user>        T#<thread>                   TakesPart    published: they take part in it
S#h:<channel>   T#<age, 13 digits>#<thread>  Listed       the threads of a channel, newest first
S#h:<channel>   ACTIVE                       Active       those of them that nobody has archived
S#h:<thread>    J#<user>                     Participant  who takes part in a thread
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.expressions.condition import size

from commons import threads
from commons.db import Record

from .models import StreamRow

#: What ages are counted down from: the most milliseconds that thirteen digits hold.
TOP_MS = 10**13 - 1


class Thread(Record):
    """A thread, published."""

    prefix = "A#"

    community = UnicodeAttribute()
    parent = UnicodeAttribute()
    name = UnicodeAttribute()
    by = UnicodeAttribute()
    message = UnicodeAttribute(null=True)
    locked = BooleanAttribute(default=False)
    auto_archive_min = NumberAttribute()
    archived_at = NumberAttribute(null=True)
    active_at = NumberAttribute()
    revision = NumberAttribute(default=1)

    @classmethod
    def of(cls, thread_id: str) -> Self:
        """A thread to be changed or deleted."""
        return cls(f"A#{thread_id}", "A")

    @classmethod
    def saying(cls, thread: threads.Thread) -> Self:
        """A thread to be written."""
        return cls(
            f"A#{thread.thread_id}",
            "A",
            community=thread.community_id,
            parent=thread.parent_id,
            name=thread.name,
            by=thread.creator_id,
            message=thread.message_id,
            locked=thread.locked,
            auto_archive_min=thread.auto_archive_min,
            archived_at=thread.archived_at,
            active_at=thread.active_at,
            revision=thread.revision,
        )


class Listed(Record):
    """A thread in the list of its channel's."""

    prefix = "S#"
    beginning = "T#"

    @property
    def thread_id(self) -> str:
        """Which."""
        return self.sk.rpartition("#")[2]

    @classmethod
    def of(cls, thread: threads.Thread) -> Self:
        """The entry to be created or deleted."""
        age = TOP_MS - thread.created_ms
        return cls(StreamRow.key(thread.parent_id), f"T#{age:013d}#{thread.thread_id}")

    @classmethod
    def all(cls, channel_id: str) -> Iterator[Self]:
        """Every thread of a channel, newest first, read as they are taken."""
        return cls.query(StreamRow.key(channel_id), cls.sk.startswith("T#"), consistent_read=True)


class Active(Record):
    """The threads of a channel that nobody has archived, in one row: so there are never too many.

    The clock archives some of them; they leave when their places are needed.
    """

    prefix = "S#"

    ids = UnicodeSetAttribute(null=True)

    @classmethod
    def of(cls, channel_id: str) -> Self:
        """A channel's row."""
        return cls(StreamRow.key(channel_id), "ACTIVE")

    @classmethod
    def find(cls, channel_id: str) -> set[str]:
        """The ids."""
        row = cls.of(channel_id)
        found = cls.find_row(row.pk, row.sk)
        return set((found and found.ids) or ())

    def more(self, thread_id: str, most: int) -> dict[str, Any]:
        """The update that adds one unless there are ``most``."""
        count: Any = size("ids")  # type: ignore[no-untyped-call]
        room = Active.ids.does_not_exist() | (count < int(most))
        return self.get_update_kwargs_from_instance([Active.ids.add({thread_id})], room)

    def less(self, *thread_ids: str) -> dict[str, Any]:
        """The update that takes some away."""
        return self.get_update_kwargs_from_instance([Active.ids.delete(set(thread_ids))])


class TakesPart(Record):
    """Somebody takes part in a thread, published."""

    prefix = "A#"

    parent = UnicodeAttribute()

    @classmethod
    def of(cls, user_id: str, thread_id: str, parent: str = "") -> Self:
        """The entry to be created or deleted."""
        return cls(f"A#{user_id}", f"T#{thread_id}", parent=parent)


class Participant(Record):
    """The same, in the thread's own partition: so that it goes with the thread."""

    prefix = "S#"

    @property
    def user_id(self) -> str:
        """Who."""
        return self.sk.removeprefix("J#")

    @classmethod
    def of(cls, user_id: str, thread_id: str) -> Self:
        """The entry to be created or deleted."""
        return cls(StreamRow.key(thread_id), f"J#{user_id}")

    @classmethod
    def all(cls, thread_id: str) -> Iterator[Self]:
        """Who takes part, read as they are taken."""
        return cls.query(StreamRow.key(thread_id), cls.sk.startswith("J#"), consistent_read=True)
