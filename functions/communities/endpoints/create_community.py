"""POST /communities"""

from commons.clock import now
from commons.contracts.communities import ChannelCreated, CommunityCreated
from commons.http import endpoint
from commons.ids import COMMUNITY, new_id
from commons.transactions import transaction
from commons.web import Caller

from ..models import (
    Channel,
    ChannelAccess,
    ChannelHome,
    Community,
    Joined,
    Member,
    Roles,
    Version,
)
from ..schemas import ChannelOut, CommunityOut, NewCommunity


@endpoint(
    "POST /communities",
    status=201,
    writes=(Community, Channel, Version, Roles, Member, Joined, ChannelAccess, ChannelHome),
    emits=(CommunityCreated, ChannelCreated),
)
async def create_community(body: NewCommunity, caller: Caller) -> CommunityOut:
    """Found a community; it comes with a text channel ``general`` and an everyone role."""
    community_id, owner_id = new_id(COMMUNITY), caller.user_id
    community = Community.of(
        community_id,
        **body.model_dump(),
        owner_id=owner_id,
        member_count=1,
        channel_count=1,
        created_at=now(),
    )
    general = Channel.new(community_id, position=0, name="general", type="text")
    created = ChannelCreated(
        community_id=community_id, channel_id=general.channel_id, type=general.type
    )
    with transaction() as tx:
        tx.create(community)
        tx.create(Version.of(community_id, owner=owner_id, public=body.visibility == "public"))
        tx.create(Roles.first(community_id))
        tx.create(general)
        tx.create(ChannelAccess.of(general))
        tx.create(ChannelHome.of(general))
        tx.create(Member.of(community_id, owner_id, joined_at=community.created_at))
        tx.create(Joined.of(community_id, owner_id))
        tx.emit(CommunityCreated(community_id=community_id, owner_id=owner_id))
        tx.emit(created)
    return CommunityOut.of(community, channels=[ChannelOut.fresh(general)])
