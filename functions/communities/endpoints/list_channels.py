"""GET /communities/{community_id}/channels"""

from commons import access
from commons.cursors import Page
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import channels
from ..models.channels import Channel
from ..schemas.channels import ChannelOut


@endpoint(
    "GET /communities/{community_id}/channels",
    permission=Permission.VIEW,
    reads=(Channel,),
    uses=(stream_reader("messages"),),
)
async def list_channels(community_id: str, standing: Standing) -> Page[ChannelOut]:
    """The channels the caller sees, in their order."""
    visible = access.visible_channels(standing.user_id, community_id)
    listed = [c for c in Channel.list(community_id) if c.channel_id in visible]
    return Page(data=channels.shown(listed))
