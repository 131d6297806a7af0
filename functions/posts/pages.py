"""The lists of posts: what a page is, and who may walk it."""

from __future__ import annotations

from collections.abc import Sequence

from commons.access import Standing
from commons.cursors import Cursors, Page
from commons.db import Record
from commons.lists import Rows, page_of

from . import showing
from .errors import UnknownTag
from .models.forums import Forum
from .models.listing import Listed, Sort
from .models.people import OwnDraft
from .models.posts import Post
from .rules import check_forum
from .schemas import PostSummary


def of_channel(
    standing: Standing, sort: Sort, tag_id: str | None, *, limit: int, cursor: str | None
) -> Page[PostSummary]:
    """Posts of a channel, pinned ones first. Raises NotAForum, UnknownTag, InvalidCursor."""
    check_forum(standing)
    channel_id = str(standing.channel_id)
    forum = Forum.find(channel_id)
    if tag_id is not None and tag_id not in forum.tag_ids:
        raise UnknownTag
    cursors = Cursors(f"posts:{channel_id}:{sort}:{tag_id or ''}", standing.user_id)
    beginning = Listed.beginning(sort, tag_id)
    page = page_of(Listed, f"CHN#{channel_id}", beginning, cursors, limit=limit, cursor=cursor)
    posts = Post.find_all([row.post_id for row in page.rows])
    return filled(page, showing.posts(standing, posts, forum))


def of_drafts(user_id: str, *, limit: int, cursor: str | None) -> Page[PostSummary]:
    """Somebody's drafts, those begun last first. Raises InvalidCursor."""
    cursors = Cursors("drafts", user_id)
    page = page_of(OwnDraft, f"USR#{user_id}", "D#", cursors, limit=limit, cursor=cursor)
    posts = Post.find_all([row.post_id for row in page.rows])
    return filled(page, showing.drafts(post for post in posts if post.is_draft))


def filled[R: Record, T](page: Rows[R], data: Sequence[T]) -> Page[T]:
    """A page with what clients see of its rows."""
    return Page(data=list(data), next_cursor=page.next_cursor, prev_cursor=page.prev_cursor)
