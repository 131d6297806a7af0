"""PUT /posts/{post_id}/accepted-answer"""

from commons.contracts.posts import PostModerated, PostUpdated
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.web import Standing

from .. import commenting, home
from ..errors import UnknownComment
from ..models.posts import Post
from ..schemas import Answer


@endpoint(
    "PUT /posts/{post_id}/accepted-answer",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    of=home.channel_of,
    status=204,
    problems=(MissingPermission, UnknownComment),
    reads=(Post,),
    writes=(Post,),
    emits=(PostUpdated, PostModerated),
)
async def accept_answer(
    post_id: str, body: Answer, standing: Standing, reason: AuditReason
) -> None:
    """Say which comment answers one's post; who manages posts may say it of any post."""
    commenting.accept(standing, post_id, body.comment_id, reason)
