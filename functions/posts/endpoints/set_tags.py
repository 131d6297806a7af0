"""PUT /channels/{channel_id}/tags"""

from commons.contracts.posts import PostModerated, PostTagsChanged
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.web import Standing

from .. import tagging
from ..errors import NotAForum, UnknownTag
from ..models.forums import Forum
from ..schemas import GivenTags, TagList


@endpoint(
    "PUT /channels/{channel_id}/tags",
    permission=Permission.MANAGE_CHANNELS,
    problems=(PreconditionFailed, NotAForum, UnknownTag),
    reads=(Forum,),
    writes=(Forum,),
    emits=(PostTagsChanged, PostModerated),
)
async def set_tags(
    channel_id: str, body: GivenTags, standing: Standing, if_match: IfMatch, reason: AuditReason
) -> TagList:
    """Give a forum these tags and no others; one with an id is kept, one without is new."""
    return tagging.change(standing, body.tags, if_match, reason)
