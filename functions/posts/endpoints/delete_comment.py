"""DELETE /posts/{post_id}/comments/{comment_id}"""

from commons.contracts.posts import CommentDeleted, PostModerated, PostUpdated
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.web import Standing

from .. import commenting, home
from ..models.comments import Comment
from ..models.gone import Gone
from ..models.people import OwnComment
from ..models.posts import Post


@endpoint(
    "DELETE /posts/{post_id}/comments/{comment_id}",
    permission=Permission.VIEW,
    of=home.channel_of,
    status=204,
    problems=(MissingPermission,),
    reads=(Post, Comment),
    writes=(Post, Comment, OwnComment, Gone),
    emits=(CommentDeleted, PostUpdated, PostModerated),
)
async def delete_comment(
    post_id: str, comment_id: str, standing: Standing, reason: AuditReason
) -> None:
    """Delete one's own comment, or as who manages posts anybody's; answers to it stay."""
    commenting.delete(standing, post_id, comment_id, reason)
