"""POST /communities/{community_id}/channels"""

from commons.contracts.communities.channels import ChannelCreated
from commons.http import endpoint
from commons.permissions import Permission
from commons.reasons import AuditReason
from commons.transactions import Conflict, settle, transaction
from commons.web import Standing

from .. import arranging, audit, channels, circles
from ..audit import Act, By
from ..errors import CircleDiffers, LimitReached, NotACategory
from ..models.access import Home
from ..models.channels import Channel
from ..models.circles import Circle
from ..models.community import Community
from ..rules.channels import MAX_CHANNELS, check_manages, check_parent
from ..schemas.channels import ChannelOut, NewChannel


@endpoint(
    "POST /communities/{community_id}/channels",
    permission=Permission.MANAGE_CHANNELS,
    status=201,
    problems=(NotACategory, CircleDiffers, LimitReached, Conflict),
    reads=(Community, Channel, Circle, *audit.AUDIT_READS),
    writes=(*arranging.WRITES, Community, Home, *audit.AUDIT_WRITES),
    emits=(ChannelCreated,),
)
async def create_channel(
    community_id: str, body: NewChannel, standing: Standing, reason: AuditReason
) -> ChannelOut:
    """Add a channel at the end of the list, or of its category."""
    by = By(community_id, standing.user_id, reason)
    if body.circle_id is not None:
        circles.load(standing, body.circle_id)
    if body.parent_id is not None:
        check_manages(channels.seen_by(standing).get(body.parent_id))

    def attempt() -> ChannelOut:
        channel = Channel.new(community_id, **body.model_dump())
        if body.parent_id is not None:
            parent = Channel.load(community_id, body.parent_id)
            channel.circle_id = body.circle_id or parent.circle_id
            check_parent(parent, body.type, channel.circle_id)
        more, room_left = [Community.channel_count.add(1)], Community.channel_count < MAX_CHANNELS
        with transaction() as tx:
            tx.update(Community.of(community_id), more, room_left, refused=LimitReached)
            arrangement = arranging.Arrangement(tx, community_id)
            arrangement.create(channel)
            arrangement.finish()
            tx.emit(channels.created(channel))
            audit.record(tx, by, Act.CHANNEL_CREATED, channel.channel_id, after=body.model_dump())
            return tx.answer(ChannelOut.fresh(channel, follows=channel.parent_id is not None))

    return settle(attempt)
