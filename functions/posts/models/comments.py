"""Comments, in one level of nesting."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute

from commons.clock import now
from commons.db import Record
from commons.errors import NotFound
from commons.ids import COMMENT, new_id


class Comment(Record):
    """A comment on a post, or an answer to one. In key order answers follow their comment."""

    prefix = "POST#"

    channel_id = UnicodeAttribute()
    author_id = UnicodeAttribute(null=True)
    content = UnicodeAttribute(null=True)
    deleted = BooleanAttribute(default=False)
    """It stays because it has answers; what it said is gone."""
    accepted = BooleanAttribute(default=False)
    reply_count = NumberAttribute(default=0)
    reactions: MapAttribute[str, int] = MapAttribute(default=dict)  # type: ignore[no-untyped-call]
    revision = NumberAttribute(default=1)
    edited_at = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()

    @property
    def post_id(self) -> str:
        """The post it is about."""
        return self.pk.removeprefix(self.prefix)

    @property
    def comment_id(self) -> str:
        """Its id."""
        return self.sk.rpartition("#")[2]

    @property
    def counts(self) -> dict[str, int]:
        """How often each emoji was given."""
        stored = self.reactions.as_dict()  # type: ignore[no-untyped-call]
        return {emoji: int(count) for emoji, count in stored.items()}

    @property
    def parent_id(self) -> str | None:
        """The comment it answers; None at the top."""
        _, top, *reply = self.sk.split("#")
        return top if reply else None

    @classmethod
    def of(cls, post_id: str, comment_id: str, parent_id: str | None = None, **values: Any) -> Self:
        """A comment to be created, changed or deleted."""
        place = f"{parent_id}#{comment_id}" if parent_id else comment_id
        return cls(f"POST#{post_id}", f"C#{place}", **values)

    @classmethod
    def new(cls, post_id: str, parent_id: str | None, **values: Any) -> Self:
        """A comment that is written now."""
        made = cls.of(post_id, new_id(COMMENT), parent_id, reactions={}, **values)
        made.created_at = now()
        return made

    @classmethod
    def find(cls, post_id: str, comment_id: str) -> Self | None:
        """The comment or answer, deleted ones included."""
        top = cls.find_row(f"POST#{post_id}", f"C#{comment_id}")
        if top is not None:
            return top
        home = ReplyHome.find_row(f"POST#{post_id}", f"I#{comment_id}")
        if home is None:
            return None
        return cls.find_row(f"POST#{post_id}", f"C#{home.top}#{comment_id}")

    @classmethod
    def load(cls, post_id: str, comment_id: str) -> Self:
        """The comment or answer; NotFound when it is deleted too."""
        found = cls.find(post_id, comment_id)
        if found is None or found.deleted:
            raise NotFound
        return found


class ReplyHome(Record):
    """Which comment an answer belongs to."""

    prefix = "POST#"

    top = UnicodeAttribute()

    @classmethod
    def of(cls, reply: Comment) -> Self:
        """The row of an answer."""
        return cls(reply.pk, f"I#{reply.comment_id}", top=reply.parent_id)
