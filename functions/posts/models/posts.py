"""Posts, and what they have said."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from commons.clock import now, now_ms
from commons.db import Record
from commons.ids import POST, new_id

from .keys import LAST_REVISION, later

PUBLISHED, DRAFT = "published", "draft"


class Post(Record):
    """All of a post but its text: who, where, flags and counts."""

    prefix = "POST#"

    community_id = UnicodeAttribute()
    channel_id = UnicodeAttribute()
    author_id = UnicodeAttribute()
    title = UnicodeAttribute()
    opening = UnicodeAttribute()
    """The beginning of its text, on one line."""
    excerpt = UnicodeAttribute(null=True)
    """What its author lets everybody read of it; null when they wrote none."""
    state = UnicodeAttribute()
    tags: ListAttribute[str] = ListAttribute(default=list)
    pinned = BooleanAttribute(default=False)
    locked = BooleanAttribute(default=False)
    tier_id = UnicodeAttribute(null=True)
    accepted_comment_id = UnicodeAttribute(null=True)
    comment_count = NumberAttribute(default=0)
    reactions: MapAttribute[str, int] = MapAttribute(default=dict)  # type: ignore[no-untyped-call]
    """How often each emoji was given; never 0."""
    revision = NumberAttribute(default=1)
    """Counts edits; comments and reactions come and go without one."""
    texts: ListAttribute[int] = ListAttribute(default=list)
    """The revisions whose text is kept, oldest first; the last one is current."""
    edited_at = UnicodeAttribute(null=True)
    published_at = UnicodeAttribute(null=True)
    published_ms = NumberAttribute(null=True)
    created_at = UnicodeAttribute()
    last_activity_at = UnicodeAttribute()
    listed_ms = NumberAttribute(default=0)
    """The activity by which it is listed: that of ``last_activity_at``, or a little before."""

    @property
    def post_id(self) -> str:
        """Its id."""
        return self.pk.removeprefix(self.prefix)

    @property
    def counts(self) -> dict[str, int]:
        """How often each emoji was given."""
        stored = self.reactions.as_dict()  # type: ignore[no-untyped-call]
        return {emoji: int(count) for emoji, count in stored.items()}

    @property
    def is_draft(self) -> bool:
        """Whether only its author knows it."""
        return self.state == DRAFT

    @classmethod
    def of(cls, post_id: str, **values: Any) -> Self:
        """A post to be created, changed or deleted."""
        return cls(f"POST#{post_id}", "POST", **values)

    @classmethod
    def new(cls, **values: Any) -> Self:
        """A post that begins now."""
        made, at = cls.of(new_id(POST), texts=[1], reactions={}, **values), now()
        made.created_at = made.last_activity_at = at
        if not made.is_draft:
            made.published_at, made.published_ms = at, now_ms()
            made.listed_ms = made.published_ms
        return made

    @classmethod
    def load(cls, post_id: str) -> Self:
        """The post, or NotFound."""
        return cls.load_row(f"POST#{post_id}", "POST")

    @classmethod
    def find_all(cls, post_ids: list[str]) -> list[Self]:
        """Those that there are, in the same order."""
        found = {p.post_id: p for p in cls.find_rows((f"POST#{id_}", "POST") for id_ in post_ids)}
        return [found[id_] for id_ in post_ids if id_ in found]


class Text(Record):
    """What a post says since one of its revisions."""

    prefix = "POST#"

    title = UnicodeAttribute()
    content = UnicodeAttribute()
    created_at = UnicodeAttribute()

    @property
    def revision(self) -> int:
        """Since which revision."""
        return LAST_REVISION - int(self.sk.removeprefix("T#"))

    @classmethod
    def of(cls, post: Post, revision: int, **values: Any) -> Self:
        """A text to be written or deleted."""
        return cls(post.pk, f"T#{later(revision)}", **values)

    @classmethod
    def new(cls, post: Post, content: str) -> Self:
        """The current text of a post that has just been changed."""
        return cls.of(
            post, int(post.texts[-1]), title=post.title, content=content, created_at=now()
        )

    @classmethod
    def load(cls, post: Post) -> Self:
        """The current text; NotFound when it was deleted meanwhile."""
        return cls.load_row(post.pk, f"T#{later(int(post.texts[-1]))}")

    @classmethod
    def of_all(cls, posts: list[Post]) -> dict[str, Self]:
        """The current texts by post id."""
        keys = ((post.pk, f"T#{later(int(post.texts[-1]))}") for post in posts)
        return {text.pk.removeprefix("POST#"): text for text in cls.find_rows(keys)}
