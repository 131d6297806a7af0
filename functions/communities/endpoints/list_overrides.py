"""GET /channels/{channel_id}/overrides"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import overrides
from ..models.access import ChannelAccess
from ..schemas.overrides import OverrideOut, OverridesOut


@endpoint(
    "GET /channels/{channel_id}/overrides",
    permission=Permission.MANAGE_ROLES,
    reads=(ChannelAccess,),
)
async def list_overrides(channel_id: str, standing: Standing) -> OverridesOut:
    """What the channel grants and takes beside what roles say; its own, or its category's."""
    channel = ChannelAccess.load(standing.community_id, channel_id)
    found = sorted(overrides.in_force(channel, standing.community).items())
    data = [OverrideOut.of(target_id, one) for target_id, one in found]
    return OverridesOut(data=data, inherited=channel.overrides is None)
