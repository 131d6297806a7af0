"""POST /posts/{post_id}/comments"""

from commons.contracts.posts import PostCommented
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import commenting, home
from ..errors import EntitlementRequired, PostLocked, StillADraft, UnknownComment
from ..models.posts import Post
from ..schemas import CommentOut, NewComment


@endpoint(
    "POST /posts/{post_id}/comments",
    permission=Permission.VIEW | Permission.READ_HISTORY | Permission.COMMENT,
    of=home.channel_of,
    status=201,
    problems=(EntitlementRequired, PostLocked, StillADraft, UnknownComment),
    reads=(Post,),
    writes=commenting.WRITES,
    emits=(PostCommented,),
)
async def create_comment(post_id: str, body: NewComment, standing: Standing) -> CommentOut:
    """Comment on a post, or answer a comment; who answers an answer answers what is above it."""
    return commenting.write(standing, post_id, body)
