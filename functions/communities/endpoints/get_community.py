"""GET /communities/{community_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import channels
from ..models.channels import Channel
from ..models.community import Community
from ..schemas.community import CommunityOut


@endpoint(
    "GET /communities/{community_id}",
    permission=Permission.VIEW,
    reads=(Community, Channel),
    uses=(stream_reader("messages"),),
)
async def get_community(community_id: str, standing: Standing) -> CommunityOut:
    """A community with the first of the channels that the caller sees."""
    community = Community.load(community_id)
    return CommunityOut.of(community, **channels.beginning(standing))
