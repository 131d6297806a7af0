"""Deleting what hangs on posts, comments and channels that are gone: in batches, again and again.

Each batch is one transaction with the rows of those who wrote and reacted. Whatever is left when
the time is over stays noted as ``Gone``, and a job goes on with it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from commons.clock import now_s
from commons.db import Record
from commons.errors import NotFound
from commons.transactions import Conflict, transaction

from .models.gone import Gone, OfChannel, OfPost
from .models.listing import Draft, Listed, Sort
from .models.people import Author, OwnComment, OwnDraft, OwnPost, OwnReactions
from .models.posts import Post

#: What is read, of a post and of a channel; and what is deleted beside a channel's own rows.
OF_POST = (OfPost,)
OF_CHANNEL = (OfPost, OfChannel)
BESIDE = (OfPost, Author, Gone)
#: Each row brings at most one other; a transaction holds a hundred.
BATCH = 50
#: A request admitted before its channel was deleted is over by then.
LATEST_S = 60


class Deadline:
    """When to stop, so that what was begun can be noted."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether there is no time for another batch."""
        return time.monotonic() >= self._end


def purge(gone: Gone, deadline: Deadline) -> None:
    """Delete what is left of it; the note of it too once nothing is and nothing can come."""
    post_id, _, comment_id = gone.gone_id.partition("/")
    if gone.gone_id.startswith("chn_"):
        done = _channel(gone.gone_id, deadline) and gone.since_s + LATEST_S <= now_s()
    else:
        done = _rows_of(post_id, f"R#{comment_id}#" if comment_id else "", deadline)
    if done:
        gone.delete()


def _channel(channel_id: str, deadline: Deadline) -> bool:
    """Every post and draft of a channel, then the channel's own rows. Whether all are gone."""
    pk = f"CHN#{channel_id}"
    for beginning in (Listed.beginning(Sort.CREATED), "D#"):
        for row in OfChannel.query(pk, OfChannel.sk.startswith(beginning), consistent_read=True):
            post_id = row.sk.rpartition("#")[2]
            if not _rows_of(post_id, "", deadline) or not _head(post_id):
                return False
    return _deleted(OfChannel.query(pk, consistent_read=True), deadline)


def _rows_of(post_id: str, beginning: str, deadline: Deadline) -> bool:
    """The rows of a post but its head, that begin so. Whether all are gone."""
    found = OfPost.query(
        f"POST#{post_id}",
        OfPost.sk.startswith(beginning) if beginning else None,
        consistent_read=True,
    )
    return _deleted((row for row in found if row.sk != "POST"), deadline)


def _deleted(found: Iterable[OfPost] | Iterable[OfChannel], deadline: Deadline) -> bool:
    batch: dict[tuple[str, str], Record] = {}
    rows = iter(found)
    while not deadline.over:
        for row in rows:
            for one in (row, *_beside(row)):
                batch[one.pk, one.sk] = one
            if len(batch) >= BATCH:
                break
        if not batch:
            return True
        with transaction() as tx:
            for one in batch.values():
                tx.delete(one)
        batch.clear()
    return False


def _beside(row: Record) -> list[Record]:
    """What the one who wrote or reacted has of it."""
    kind, *rest = row.sk.split("#")
    post_id = row.pk.removeprefix("POST#")
    if kind == "R":
        return [OwnReactions.of(rest[-1], post_id, rest[0])]
    if kind == "C" and isinstance(row, OfPost) and row.author_id:
        return [OwnComment.of(row.author_id, post_id, rest[-1])]
    return []


def _head(post_id: str) -> bool:
    """The post itself with its places; false when it changed meanwhile."""
    try:
        post = Post.load(post_id)
        with transaction() as tx:
            tx.delete(post, Post.revision == post.revision)
            if post.is_draft:
                tx.delete(Draft.of(post))
                tx.delete(OwnDraft.of(post))
                tx.update(Author.of(post.author_id), [Author.drafts.add(-1)])
            else:
                tx.delete(OwnPost.of(post))
                for place in Listed.all_of(post):
                    tx.delete(place)
    except NotFound:
        return True
    except Conflict:
        return False
    return True
