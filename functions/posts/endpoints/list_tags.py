"""GET /channels/{channel_id}/tags"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import tagging
from ..errors import NotAForum
from ..models.forums import Forum
from ..rules import check_forum
from ..schemas import TagList


@endpoint(
    "GET /channels/{channel_id}/tags",
    permission=Permission.VIEW,
    problems=(NotAForum,),
    reads=(Forum,),
)
async def list_tags(channel_id: str, standing: Standing) -> TagList:
    """The tags of a forum, in their order."""
    check_forum(standing)
    return tagging.shown(Forum.find(channel_id))
