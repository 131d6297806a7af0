"""POST /communities/{community_id}/channels"""

from commons.contracts.communities.channels import ChannelCreated
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import Conflict, settle, transaction
from commons.web import Caller

from .. import audit
from ..audit import Act, By
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
    reads=(Community, Channel, *audit.AUDIT_READS),
    writes=(
        Community,
        Channel,
        ChannelAccess,
        Home,
        Version,
        *audit.AUDIT_WRITES,
    ),
    emits=(ChannelCreated,),
)
async def create_channel(
    community_id: str, body: NewChannel, caller: Caller, reason: AuditReason
) -> ChannelOut:
    """Add a channel at the end of the list."""
    by = By(community_id, caller.user_id, reason)

    def attempt() -> ChannelOut:
        community = Community.load(community_id)
        if body.parent_id is not None:
            check_parent(Channel.load(community_id, body.parent_id), body.type)
        place = int(community.channel_count)
        channel = Channel.new(community_id, position=place, **body.model_dump())
        room_left = Community.channel_count < MAX_CHANNELS
        with transaction() as tx:
            tx.update(community, [Community.channel_count.add(1)], room_left, refused=LimitReached)
            tx.create(channel)
            tx.create(ChannelAccess.of(channel))
            tx.create(Home.of(channel.channel_id, community_id))
            tx.update(Version.of(community_id), [Version.v.add(1)], Version.pk.exists())
            tx.emit(created(channel))
            audit.record(tx, by, Act.CHANNEL_CREATED, channel.channel_id, after=body.model_dump())
            return tx.answer(ChannelOut.fresh(channel))

    return settle(attempt)
