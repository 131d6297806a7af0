"""Posts of forum channels, and what is said about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from creavio.models.base import EPOCH, Model
from creavio.models.messages import Reaction


@dataclass(frozen=True, slots=True)
class Gate(Model):
    """What one must hold to read a post; `locked` when the reader does not."""

    tier_id: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Post(Model):
    """A post. `content` is None in lists, and while its gate (`tier`) is closed."""

    id: str
    title: str
    channel_id: str = ""
    community_id: str = ""
    author_id: str = ""
    content: str | None = None
    excerpt: str = ""
    state: str = "published"
    tags: tuple[str, ...] = ()
    pinned: bool = False
    locked: bool = False
    accepted_comment_id: str | None = None
    comment_count: int = 0
    reactions: tuple[Reaction, ...] = ()
    tier: Gate | None = None
    revision: int = 0
    edited_at: datetime | None = None
    published_at: datetime | None = None
    created_at: datetime = EPOCH
    last_activity_at: datetime = EPOCH
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Revision(Model):
    """What a post said for a while."""

    revision: int
    title: str
    content: str = ""
    created_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Comment(Model):
    """A comment, or an answer to one. A deleted one stays while there are answers to it."""

    id: str
    post_id: str = ""
    channel_id: str = ""
    parent_id: str | None = None
    author_id: str | None = None
    content: str | None = None
    accepted: bool = False
    deleted: bool = False
    reply_count: int = 0
    reactions: tuple[Reaction, ...] = ()
    revision: int = 0
    edited_at: datetime | None = None
    created_at: datetime = EPOCH
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Tag(Model):
    """One word that posts of a channel can be found by; without an id it is a new one."""

    name: str
    id: str | None = None
    emoji: str | None = None
    moderated: bool = False


@dataclass(frozen=True, slots=True)
class Tags(Model):
    """The tags of a channel, in their order."""

    tags: tuple[Tag, ...] = ()
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Feed(Model):
    """A forum's posts as RSS at `url`; `open` when it is `enabled` and everybody may read them."""

    enabled: bool
    open: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reactor(Model):
    """Somebody who reacted."""

    user_id: str
    created_at: datetime = EPOCH
