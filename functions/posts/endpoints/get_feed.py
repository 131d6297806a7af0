"""GET /channels/{channel_id}/posts/feed"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import ACCESS
from commons.web import Standing

from .. import feeds
from ..errors import NotAForum
from ..models.forums import Forum
from ..rules import check_forum
from ..schemas import Feed


@endpoint(
    "GET /channels/{channel_id}/posts/feed",
    permission=Permission.VIEW,
    problems=(NotAForum,),
    reads=(Forum,),
    uses=(ACCESS,),
)
async def get_feed(channel_id: str, standing: Standing) -> Feed:
    """Whether the world may read a forum's posts, and where."""
    check_forum(standing)
    forum = Forum.find(channel_id)
    return Feed(enabled=forum.feed, open=feeds.is_open(forum), url=feeds.url(channel_id))
