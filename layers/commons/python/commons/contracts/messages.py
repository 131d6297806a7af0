"""What messages tells the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageModerated(Event):
    """Somebody used a privilege on a message. What it said is nowhere in here."""

    order: ClassVar[str] = "None: each stands for itself. What is deleted stays deleted."

    community_id: str
    """Where it was."""
    channel_id: str
    """In which channel."""
    message_id: str
    """Which message."""
    author_id: str
    """Who had written it."""
    actor_id: str
    """Who did it."""
    reason: str | None = None
    """Why, if they said."""
    action: str = "message_deleted"
    """What: `message_deleted` (somebody else's), `message_pinned`, `message_unpinned`,
    `poll_closed` (somebody else's)."""


@dataclass(frozen=True, kw_only=True)
class MessagesModerated(Event):
    """Somebody deleted many messages at once by privilege. What they said is nowhere in here."""

    order: ClassVar[str] = "None: each stands for itself. What is deleted stays deleted."

    community_id: str
    """Where they were."""
    channel_id: str
    """In which channel."""
    message_ids: list[str]
    """Which messages."""
    author_ids: list[str]
    """Who had written them."""
    actor_id: str
    """Who deleted them."""
    reason: str | None = None
    """Why, if they said."""


@dataclass(frozen=True, kw_only=True)
class MembersMentioned(Event):
    """A message means somebody: whoever of them is away is to be told. What it says is not here.

    Once for each message. Who may not see the channel is not to be told, whatever is said here.
    """

    order: ClassVar[str] = (
        "None: each stands for itself. A message may be gone when one hears of it."
    )

    community_id: str
    """Where it is."""
    channel_id: str
    """In which channel."""
    message_id: str
    """Which message."""
    seq: int
    """Its position: whoever has read so far knows of it."""
    author_id: str
    """Who wrote it."""
    user_ids: list[str]
    """Who is mentioned by name; at most a hundred."""
    role_ids: list[str]
    """Whose holders are mentioned."""
    everyone: bool
    """Whether everybody is who sees the channel."""


@dataclass(frozen=True, kw_only=True)
class DeadlineSet(Event):
    """Something is due of a message of a channel at a time: its poll closes, it disappears."""

    order: ClassVar[str] = "None: what is due first is read from the table."

    channel_id: str
    """In which channel."""
    due_ms: int
    """When, in milliseconds since the epoch."""


@dataclass(frozen=True, kw_only=True)
class MessageScheduled(Event):
    """A message is to be sent later, or at another time now. What it says is not in here."""

    order: ClassVar[str] = "None: when it is due is read from the table."

    user_id: str
    """Whose message."""
    scheduled_id: str
    """Which."""


@dataclass(frozen=True, kw_only=True)
class ThreadModerated(Event):
    """Somebody used a privilege on a thread. What was said in it is nowhere in here."""

    order: ClassVar[str] = "None: each stands for itself. What is deleted stays deleted."

    community_id: str
    """Where it was."""
    channel_id: str
    """In which channel."""
    thread_id: str
    """Which thread."""
    creator_id: str
    """Who had begun it."""
    actor_id: str
    """Who did it."""
    reason: str | None = None
    """Why, if they said."""
    action: str
    """What: `thread_updated` (somebody else's), `thread_deleted`."""
