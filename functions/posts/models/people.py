"""What somebody has written and given: their drafts, and where everything of theirs is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pynamodb.attributes import NumberAttribute, UnicodeSetAttribute

from commons.db import Record
from commons.ids import created_at

from .keys import age
from .posts import Post


class Author(Record):
    """How many drafts somebody has."""

    prefix = "USR#"

    drafts = NumberAttribute(default=0)

    @classmethod
    def of(cls, user_id: str) -> Self:
        """Somebody."""
        return cls(f"USR#{user_id}", "USR")


class OwnDraft(Record):
    """One draft of its author's."""

    prefix = "USR#"

    @property
    def post_id(self) -> str:
        """Which post."""
        return self.sk.rpartition("#")[2]

    @classmethod
    def of(cls, post: Post) -> Self:
        """The row of a draft."""
        begun = round(created_at(post.post_id).timestamp() * 1000)
        return cls(f"USR#{post.author_id}", f"D#{age(begun)}#{post.post_id}")


class OwnPost(Record):
    """One published post of its author's."""

    prefix = "USR#"

    @classmethod
    def of(cls, post: Post) -> Self:
        """The row of a post."""
        return cls(f"USR#{post.author_id}", f"P#{post.post_id}")


class OwnComment(Record):
    """One comment of its author's."""

    prefix = "USR#"

    @classmethod
    def of(cls, user_id: str, post_id: str, comment_id: str) -> Self:
        """The row of a comment."""
        return cls(f"USR#{user_id}", f"C#{post_id}#{comment_id}")


class OwnReactions(Record):
    """The emojis that somebody gave to one post or comment."""

    prefix = "USR#"

    emojis = UnicodeSetAttribute(null=True)

    @property
    def target_id(self) -> str:
        """The post or comment."""
        return self.sk.rpartition("#")[2]

    @classmethod
    def of(cls, user_id: str, post_id: str, target_id: str) -> Self:
        """The row of one target."""
        return cls(f"USR#{user_id}", f"R#{post_id}#{target_id}")

    @classmethod
    def find_all(cls, user_id: str, targets: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
        """Emojis by target, of some targets: pairs of a post and a target in it."""
        keys = ((f"USR#{user_id}", f"R#{post}#{target}") for post, target in targets)
        return {row.target_id: set(row.emojis or ()) for row in cls.find_rows(keys)}
