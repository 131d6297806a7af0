"""Channels and what is written in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from creavio.models.base import EPOCH, Model
from creavio.models.polls import Poll


@dataclass(frozen=True, slots=True)
class LastMessage(Model):
    """Where a channel's newest message is."""

    id: str
    seq: int
    at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Channel(Model):
    """A channel, thread or DM. `head` is the position its stream has been delivered up to."""

    id: str
    type: str = "text"
    name: str | None = None
    community_id: str | None = None
    topic: str | None = None
    parent_id: str | None = None
    circle_id: str | None = None
    position: int = 0
    slow_mode_s: int = 0
    archived: bool = False
    age_restricted: bool = False
    follows_category: bool = False
    encrypted: bool = False
    head: int = 0
    last_message: LastMessage | None = None
    created_at: datetime = EPOCH
    message_id: str | None = None
    """Of a thread: the message it started from, if from one."""
    creator_id: str | None = None
    """Of a thread: who began it."""
    locked: bool = False
    """Of a thread: only who manages threads writes in it."""
    auto_archive_min: int | None = None
    """Of a thread: after so many quiet minutes it is archived."""
    etag: str | None = None
    recipients: tuple[str, ...] = ()
    """Who is in a DM or group, oneself too."""
    owner_id: str | None = None
    admin_ids: tuple[str, ...] = ()
    state: str = "open"
    """Of a DM or group: `request` is a stranger's, to be answered; or `ignored`."""
    revision: int = 0

    def renewed(self, now: Channel) -> Channel:
        """A DM or group with what all its people see of it now."""
        return replace(
            self,
            name=now.name,
            owner_id=now.owner_id,
            admin_ids=now.admin_ids,
            recipients=now.recipients,
            revision=now.revision,
        )


@dataclass(frozen=True, slots=True)
class Reaction(Model):
    """How often one emoji was put on a message, and whether by oneself."""

    emoji: str
    count: int = 0
    me: bool = False


@dataclass(frozen=True, slots=True)
class Forward(Model):
    """What a message said that was passed on, when it was."""

    content: str
    created_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Origin(Model):
    """Where a message comes from that was passed on."""

    community_id: str
    channel_id: str
    message_id: str
    author_id: str = ""


@dataclass(frozen=True, slots=True)
class Message(Model):
    """A message. `seq` orders it in its channel; seqs grow but are not consecutive."""

    id: str
    channel_id: str
    seq: int
    author_id: str = ""
    type: str = "default"
    content: str | None = None
    ciphertext: str | None = None
    nonce: str | None = None
    reply_to: tuple[str, ...] = ()
    mentions: dict[str, Any] = field(default_factory=dict)
    forward: Forward | None = None
    attachments: tuple[Any, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    pinned: bool = False
    poll: Poll | None = None
    thread: dict[str, Any] | None = None
    """The thread that started from it: its `id`."""
    edited_at: datetime | None = None
    expires_at: datetime | None = None
    created_at: datetime = EPOCH

    def has_expired(self, now: datetime | None = None) -> bool:
        """Whether it has disappeared, by this clock: drop it then, whether or not one was told."""
        return self.expires_at is not None and self.expires_at <= (now or datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class MessageRevision(Model):
    """What a message said for a while."""

    content: str | None = None
    ciphertext: str | None = None
    mentions: dict[str, Any] = field(default_factory=dict)
    created_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Pin(Model):
    """A pinned message, and who pinned it when."""

    message: Message
    pinned_by: str = ""
    pinned_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class ReadState(Model):
    """How far one has read a channel. `unread` is exact to 99; 100 means 100 or more."""

    channel_id: str
    seq: int
    unread: int = 0
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Move(Model):
    """Where one channel stands, or shall stand."""

    id: str
    position: int | None = None
    parent_id: str | None = None
