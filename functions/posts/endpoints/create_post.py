"""POST /channels/{channel_id}/posts"""

from commons.contracts.posts import PostPublished
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import writing
from ..errors import LimitReached, NotAForum, TagModerated, UnknownTag, UnknownTier
from ..models.forums import Forum
from ..schemas import BODY_KB, NewPost, PostOut


@endpoint(
    "POST /channels/{channel_id}/posts",
    permission=Permission.CREATE_POSTS,
    status=201,
    max_body_kb=BODY_KB,
    problems=(
        MissingPermission,
        NotAForum,
        UnknownTag,
        TagModerated,
        UnknownTier,
        LimitReached,
    ),
    reads=(Forum,),
    writes=writing.WRITES,
    emits=(PostPublished,),
)
async def create_post(channel_id: str, body: NewPost, standing: Standing) -> PostOut:
    """Publish a post in a forum, or begin a draft that nobody else sees."""
    return writing.write(standing, body)
