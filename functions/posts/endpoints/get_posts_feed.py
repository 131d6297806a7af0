"""GET /channels/{channel_id}/posts/feed.xml"""

from typing import Annotated

from fastapi import Header

from commons.documents import Rss
from commons.http import Access, endpoint
from commons.published import ACCESS

from .. import feeds
from ..models.forums import Forum
from ..models.posts import Post


@endpoint(
    "GET /channels/{channel_id}/posts/feed.xml",
    access=Access.ANONYMOUS,
    reads=(Forum, Post),
    uses=(ACCESS,),
)
async def get_posts_feed(
    channel_id: str,
    if_none_match: Annotated[str | None, Header()] = None,
    if_modified_since: Annotated[str | None, Header()] = None,
) -> Rss:
    """The newest posts of a forum that is open to the world, as RSS 2.0."""
    feed = feeds.Feed.load(channel_id)
    headers = {"etag": feed.etag, "cache-control": "public, max-age=300"}
    if feed.modified is not None:
        headers["last-modified"] = feed.modified
    # The tag is the more exact of the two, and wins (RFC 9110, section 13.2.2).
    known = feed.etag if if_none_match is not None else feed.modified
    if known is not None and known in (if_none_match or if_modified_since or ""):
        return Rss(status_code=304, headers=headers)
    return Rss(feed.xml(), headers=headers)
