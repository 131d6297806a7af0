"""PATCH /channels/{channel_id}"""

from commons.contracts.communities.channels import ChannelUpdated
from commons.contracts.communities.overrides import OverridesChanged
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import arranging, audit, channels
from ..audit import Act, By
from ..errors import CircleDiffers, NotACategory
from ..models.access import ChannelAccess
from ..models.channels import Channel
from ..rules.channels import check_manages, check_parent
from ..schemas.channels import ChannelChanges, ChannelOut


@endpoint(
    "PATCH /channels/{channel_id}",
    permission=Permission.MANAGE_CHANNELS,
    problems=(PreconditionFailed, NotACategory, CircleDiffers),
    reads=(Channel, ChannelAccess, *audit.AUDIT_READS),
    writes=(*arranging.WRITES, *audit.AUDIT_WRITES),
    uses=(stream_reader("messages"),),
    emits=(ChannelUpdated, OverridesChanged),
)
async def update_channel(
    channel_id: str,
    body: ChannelChanges,
    standing: Standing,
    if_match: IfMatch,
    reason: AuditReason,
) -> ChannelOut:
    """Edit, move or archive a channel; with If-Match, only as it was with that ETag."""
    by = By(standing.community_id, standing.user_id, reason)
    if body.parent_id is not None:
        check_manages(channels.seen_by(standing).get(body.parent_id))

    def attempt() -> ChannelOut:
        channel = Channel.load(standing.community_id, channel_id)
        if_match.check(channel.revision)
        if body.parent_id is not None:
            parent = Channel.load(standing.community_id, body.parent_id)
            check_parent(parent, channel.type, channel.circle_id)
        after = body.model_dump(exclude_unset=True)
        before = audit.values(channel, after)
        with transaction() as tx:
            arrangement = arranging.Arrangement(tx, standing.community_id)
            arrangement.change(channel, after)
            arrangement.finish()
            audit.record(tx, by, Act.CHANNEL_UPDATED, channel_id, before=before, after=after)
            return tx.answer(channels.edited(channel))

    return settle(attempt)
