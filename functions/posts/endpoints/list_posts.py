"""GET /channels/{channel_id}/posts"""

from typing import Annotated

from fastapi import Query

from commons.cursors import CursorText, Limit, Page
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import pages
from ..errors import NotAForum, UnknownTag
from ..models.listing import Listed, Sort
from ..models.people import OwnReactions
from ..models.posts import Post
from ..schemas import PostSummary, TagId


@endpoint(
    "GET /channels/{channel_id}/posts",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    pages=True,
    problems=(NotAForum, UnknownTag),
    reads=(Listed, Post, OwnReactions),
)
async def list_posts(
    channel_id: str,
    standing: Standing,
    sort: Sort = Sort.ACTIVITY,
    tag: Annotated[TagId | None, Query()] = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page[PostSummary]:
    """The posts of a forum without their texts: pinned ones, then the newest."""
    return pages.of_channel(standing, sort, tag, limit=limit, cursor=cursor)
