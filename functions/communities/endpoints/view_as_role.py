"""GET /communities/{community_id}/view-as"""

from typing import Annotated

from fastapi import Query

from commons import access, resolver
from commons.clock import now_s
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import explaining
from ..rules.members import MAX_ROLES
from ..schemas.explained import ChannelView, RoleView

RoleIds = Annotated[str, Query(max_length=31 * MAX_ROLES, description="comma-separated")]


@endpoint("GET /communities/{community_id}/view-as", permission=Permission.MANAGE_ROLES)
async def view_as_role(community_id: str, standing: Standing, role_ids: RoleIds = "") -> RoleView:
    """What a member with some roles sees and may do, as far as you see it yourself."""
    holder = explaining.holder_of(standing, [one for one in role_ids.split(",") if one])
    community, channels = access.layout(standing.user_id, community_id)
    yours, now = access.visible_channels(standing.user_id, community_id), now_s()
    seen = {
        channel_id: bits
        for channel_id, channel in channels.items()
        if channel_id in yours
        and (bits := resolver.resolve(community, holder, channel, now=now, channel_id=channel_id))
    }
    return RoleView(
        community_id=community_id,
        permissions=str(resolver.resolve(community, holder, now=now)),
        channels=[ChannelView(channel_id=one, permissions=str(bits)) for one, bits in seen.items()],
    )
