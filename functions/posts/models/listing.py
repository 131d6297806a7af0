"""Where posts stand in the lists of their channel: rows that are keys and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from commons.db import Record

from .keys import age
from .posts import Post


class Sort(StrEnum):
    """By what a list is ordered, the newest first."""

    ACTIVITY = "activity"
    CREATED = "created"


class Listed(Record):
    """One post's place in one list."""

    prefix = "CHN#"

    @property
    def post_id(self) -> str:
        """Which post."""
        return self.sk.rpartition("#")[2]

    @classmethod
    def beginning(cls, sort: Sort, tag_id: str | None = None) -> str:
        """What the keys of one list begin with."""
        return f"IN#{sort}#{tag_id or ''}#"

    @classmethod
    def all_of(cls, post: Post) -> Iterator[Self]:
        """Every place of a post that is published."""
        for tag_id in (None, *post.tags):
            yield cls.by(post, Sort.CREATED, int(post.published_ms), tag_id)
            yield cls.by(post, Sort.ACTIVITY, int(post.listed_ms), tag_id)

    @classmethod
    def by_activity(cls, post: Post) -> Iterator[Self]:
        """Its places in the lists that are ordered by activity."""
        for tag_id in (None, *post.tags):
            yield cls.by(post, Sort.ACTIVITY, int(post.listed_ms), tag_id)

    @classmethod
    def by(cls, post: Post, sort: Sort, ms: int, tag_id: str | None) -> Self:
        """One place."""
        pin = 0 if post.pinned else 1
        place = f"{cls.beginning(sort, tag_id)}{pin}#{age(ms)}#{post.post_id}"
        return cls(f"CHN#{post.channel_id}", place)


class Draft(Record):
    """A draft in its channel: found when the channel is deleted, and by nobody else."""

    prefix = "CHN#"

    @property
    def post_id(self) -> str:
        """Which post."""
        return self.sk.removeprefix("D#")

    @classmethod
    def of(cls, post: Post) -> Self:
        """The row of a draft."""
        return cls(f"CHN#{post.channel_id}", f"D#{post.post_id}")
