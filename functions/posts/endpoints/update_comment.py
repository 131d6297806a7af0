"""PATCH /posts/{post_id}/comments/{comment_id}"""

from commons.contracts.posts import CommentUpdated
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import commenting, home
from ..errors import EntitlementRequired, NotYourComment, PostLocked
from ..models.comments import Comment
from ..models.people import OwnReactions
from ..models.posts import Post
from ..schemas import CommentChange, CommentOut


@endpoint(
    "PATCH /posts/{post_id}/comments/{comment_id}",
    permission=Permission.VIEW | Permission.READ_HISTORY | Permission.COMMENT,
    of=home.channel_of,
    problems=(PreconditionFailed, EntitlementRequired, NotYourComment, PostLocked),
    reads=(Post, Comment, OwnReactions),
    writes=(Comment,),
    emits=(CommentUpdated,),
)
async def update_comment(
    post_id: str, comment_id: str, body: CommentChange, standing: Standing, if_match: IfMatch
) -> CommentOut:
    """Change what one's own comment says."""
    return commenting.edit(standing, post_id, comment_id, body.content, if_match)
