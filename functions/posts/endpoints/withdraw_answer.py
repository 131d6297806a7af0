"""DELETE /posts/{post_id}/accepted-answer"""

from commons.contracts.posts import PostModerated, PostUpdated
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.web import Standing

from .. import commenting, home
from ..models.posts import Post


@endpoint(
    "DELETE /posts/{post_id}/accepted-answer",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    of=home.channel_of,
    status=204,
    problems=(MissingPermission,),
    reads=(Post,),
    writes=(Post,),
    emits=(PostUpdated, PostModerated),
)
async def withdraw_answer(post_id: str, standing: Standing, reason: AuditReason) -> None:
    """Say that no comment answers the post; without an answer nothing changes."""
    commenting.accept(standing, post_id, None, reason)
