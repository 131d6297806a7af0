"""POST /communities/{community_id}/channels"""

from commons.contracts.communities.channels import ChannelCreated
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import Conflict, transaction

from ..channels import created
from ..errors import LimitReached, NotACategory
from ..models.access import ChannelAccess, Home, Version
from ..models.channels import Channel
from ..models.community import Community
from ..rules.channels import MAX_CHANNELS, check_parent
from ..schemas.channels import ChannelOut, NewChannel


@endpoint(
    "POST /communities/{community_id}/channels",
    permission=Permission.MANAGE_CHANNELS,
    status=201,
    problems=(NotACategory, LimitReached, Conflict),
    reads=(Community, Channel),
    writes=(Community, Channel, ChannelAccess, Home, Version),
    emits=(ChannelCreated,),
)
async def create_channel(community_id: str, body: NewChannel) -> ChannelOut:
    """Add a channel at the end of the list."""
    community = Community.load(community_id)
    if body.parent_id is not None:
        check_parent(Channel.load(community_id, body.parent_id), body.type)
    channel = Channel.new(community_id, position=int(community.channel_count), **body.model_dump())
    room_left = Community.channel_count < MAX_CHANNELS
    with transaction() as tx:
        tx.update(community, [Community.channel_count.add(1)], room_left, refused=LimitReached)
        tx.create(channel)
        tx.create(ChannelAccess.of(channel))
        tx.create(Home.of(channel.channel_id, community_id))
        tx.update(Version.of(community_id), [Version.v.add(1)], Version.pk.exists())
        tx.emit(created(channel))
        return tx.answer(ChannelOut.fresh(channel))
