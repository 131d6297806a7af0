"""GET /communities/{community_id}"""

from commons import access
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import channels
from ..models import Channel, Community
from ..schemas import CommunityOut


@endpoint(
    "GET /communities/{community_id}",
    permission=Permission.VIEW,
    reads=(Community, Channel),
    uses=(stream_reader("messages"),),
)
async def get_community(community_id: str, standing: Standing) -> CommunityOut:
    """A community with the channels the caller sees."""
    community = Community.load(community_id)
    visible = access.visible_channels(standing.user_id, community_id)
    listed = [c for c in Channel.list(community_id) if c.channel_id in visible]
    return CommunityOut.of(community, channels=channels.shown(listed))
