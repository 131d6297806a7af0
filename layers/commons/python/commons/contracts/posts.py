"""What posts tells the others: never what anybody wrote, and nothing of drafts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from commons.events import Event

EDITS = "Of one post the higher `revision` is newer; an older one is dropped."
POST_ENDS = "A `post_id` that was deleted stays deleted, whatever comes later."
COMMENT_ENDS = "A `comment_id` that was deleted stays deleted, whichever of the two comes first."
REACTION_ENDS = "A `reaction_id` that was taken back stays so, whichever of the two comes first."


@dataclass(frozen=True, kw_only=True)
class PostPublished(Event):
    """A forum has a new post: it was written, or a draft was published."""

    order: ClassVar[str] = f"Once for each post. {EDITS} {POST_ENDS}"

    community_id: str
    """Where it is."""
    channel_id: str
    """In which forum."""
    post_id: str
    """The new post."""
    author_id: str
    """Who wrote it."""
    revision: int
    """Counts the edits of this post, those of the draft included."""
    tags: list[str]
    """Ids of tags of the channel."""
    tier_id: str | None
    """What one must hold to read it; null when nothing."""
    pinned: bool
    """Whether it stands before all others."""
    locked: bool
    """Whether nobody but who manages posts may comment."""
    published_at: str
    """When."""


@dataclass(frozen=True, kw_only=True)
class PostUpdated(Event):
    """A post was edited, flagged, or answered: all that may change of it, as it is now."""

    order: ClassVar[str] = f"{EDITS} {POST_ENDS}"

    community_id: str
    """Where it is."""
    channel_id: str
    """In which forum."""
    post_id: str
    """Which post."""
    actor_id: str
    """Who did it."""
    revision: int
    """Counts the edits of this post."""
    tags: list[str]
    """Ids of tags of the channel, from now on."""
    tier_id: str | None
    """What one must hold to read it, from now on; null when nothing."""
    pinned: bool
    """Whether it stands before all others, from now on."""
    locked: bool
    """Whether nobody but who manages posts may comment, from now on."""
    accepted_comment_id: str | None
    """The comment that answers it; null when none does."""
    edited_at: str | None
    """When its words were changed last; null when never since it was published."""


@dataclass(frozen=True, kw_only=True)
class PostDeleted(Event):
    """A post is gone, with its comments and reactions; drafts go too, so others may not know it."""

    order: ClassVar[str] = POST_ENDS

    community_id: str
    """Where it was."""
    channel_id: str
    """In which forum."""
    post_id: str
    """Which post."""
    author_id: str
    """Who wrote it."""
    actor_id: str
    """Who deleted it."""


@dataclass(frozen=True, kw_only=True)
class PostCommented(Event):
    """A post has a new comment, or a comment an answer."""

    order: ClassVar[str] = COMMENT_ENDS

    community_id: str
    """Where it is."""
    channel_id: str
    """In which forum."""
    post_id: str
    """On which post."""
    comment_id: str
    """The new comment."""
    parent_id: str | None
    """The comment it answers; null when it is none's answer."""
    author_id: str
    """Who wrote it."""
    created_at: str
    """When."""


@dataclass(frozen=True, kw_only=True)
class CommentUpdated(Event):
    """A comment says something else now."""

    order: ClassVar[str] = "Of one comment the higher `revision` is newer; drop an older one."

    community_id: str
    """Where it is."""
    channel_id: str
    """In which forum."""
    post_id: str
    """On which post."""
    comment_id: str
    """Which comment."""
    revision: int
    """Counts the edits of this comment; the first is 2."""
    edited_at: str
    """When."""


@dataclass(frozen=True, kw_only=True)
class CommentDeleted(Event):
    """A comment is gone. One that has answers stays as a gap above them, and counts no more."""

    order: ClassVar[str] = COMMENT_ENDS

    community_id: str
    """Where it was."""
    channel_id: str
    """In which forum."""
    post_id: str
    """On which post."""
    comment_id: str
    """Which comment."""
    author_id: str
    """Who wrote it."""
    actor_id: str
    """Who deleted it."""


@dataclass(frozen=True, kw_only=True)
class PostReactionAdded(Event):
    """Somebody reacted to a post or a comment."""

    order: ClassVar[str] = REACTION_ENDS

    community_id: str
    """Where it is."""
    channel_id: str
    """In which forum."""
    post_id: str
    """Which post, or the post of the comment."""
    comment_id: str | None
    """Which comment; null when to the post itself."""
    user_id: str
    """Who."""
    emoji: str
    """With what."""
    reaction_id: str
    """This reaction. Whoever takes it back and gives it again has another."""


@dataclass(frozen=True, kw_only=True)
class PostReactionRemoved(Event):
    """Somebody took a reaction back."""

    order: ClassVar[str] = REACTION_ENDS

    community_id: str
    """Where it was."""
    channel_id: str
    """In which forum."""
    post_id: str
    """Which post, or the post of the comment."""
    comment_id: str | None
    """Which comment; null when from the post itself."""
    user_id: str
    """Who."""
    emoji: str
    """What it was."""
    reaction_id: str
    """The reaction that ended."""


@dataclass(frozen=True, kw_only=True)
class PostTagsChanged(Event):
    """A forum has other tags: all of them, as they are now. Posts lose those that are gone."""

    order: ClassVar[str] = "Of one channel the higher `revision` is newer; drop an older one."

    community_id: str
    """Where it is."""
    channel_id: str
    """Which forum."""
    actor_id: str
    """Who changed them."""
    revision: int
    """Counts the changes of this channel's tags."""
    tag_ids: list[str]
    """The tags there are, in their order."""
    moderated: list[str]
    """Those that only who manages posts puts on and takes off."""


@dataclass(frozen=True, kw_only=True)
class PostModerated(Event):
    """Somebody used a privilege on posts: for the audit log, which alone hears it."""

    order: ClassVar[str] = "By `event_id`: it says when, to the millisecond."

    community_id: str
    """Where."""
    actor_id: str
    """Who did it."""
    action: str
    """What: `post_updated`, `post_deleted`, `comment_deleted`, `tags_updated`, `feed_updated`."""
    target_id: str
    """The post, comment or channel it was done to."""
    before: dict[str, Any] = field(default_factory=dict)
    """What changed, as it was; never what anybody wrote."""
    after: dict[str, Any] = field(default_factory=dict)
    """The same, as it is now."""
    reason: str | None = None
    """Why, if they said so (`X-Audit-Reason`)."""
