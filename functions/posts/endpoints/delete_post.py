"""DELETE /posts/{post_id}"""

from commons.contracts.posts import PostDeleted, PostModerated
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.web import Standing

from .. import home, writing
from ..models.gone import Gone
from ..models.posts import Post


@endpoint(
    "DELETE /posts/{post_id}",
    permission=Permission.VIEW,
    of=home.channel_of,
    status=204,
    problems=(MissingPermission,),
    reads=(Post,),
    writes=(*writing.WRITES, Gone),
    emits=(PostDeleted, PostModerated),
)
async def delete_post(post_id: str, standing: Standing, reason: AuditReason) -> None:
    """Delete one's own post, or as who manages posts anybody's, with all that hangs on it."""
    writing.delete(standing, post_id, reason)
