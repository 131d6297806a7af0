"""PATCH /posts/{post_id}"""

from commons.contracts.posts import PostModerated, PostPublished, PostUpdated
from commons.errors import MissingPermission
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.web import Standing

from .. import home, writing
from ..errors import (
    AlreadyPublished,
    NotYourPost,
    PostLocked,
    StillADraft,
    TagModerated,
    UnknownTag,
    UnknownTier,
)
from ..schemas import BODY_KB, PostChanges, PostOut


@endpoint(
    "PATCH /posts/{post_id}",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    of=home.channel_of,
    max_body_kb=BODY_KB,
    problems=(
        PreconditionFailed,
        MissingPermission,
        NotYourPost,
        PostLocked,
        StillADraft,
        AlreadyPublished,
        UnknownTag,
        TagModerated,
        UnknownTier,
    ),
    reads=writing.READS,
    writes=writing.WRITES,
    emits=(PostPublished, PostUpdated, PostModerated),
)
async def update_post(
    post_id: str, body: PostChanges, standing: Standing, if_match: IfMatch, reason: AuditReason
) -> PostOut:
    """Edit or publish one's own post; pin, lock, tag and gate as who manages posts."""
    return writing.edit(standing, post_id, body, if_match, reason)
