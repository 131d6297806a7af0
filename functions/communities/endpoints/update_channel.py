"""PATCH /channels/{channel_id}"""

from commons.contracts.communities.channels import ChannelUpdated
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.reasons import AuditReason
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import audit, channels
from ..audit import Act, By
from ..models.channels import Channel
from ..schemas.channels import ChannelChanges, ChannelOut


@endpoint(
    "PATCH /channels/{channel_id}",
    permission=Permission.MANAGE_CHANNELS,
    problems=(PreconditionFailed,),
    reads=(Channel, *audit.AUDIT_READS),
    writes=(Channel, *audit.AUDIT_WRITES),
    uses=(stream_reader("messages"),),
    emits=(ChannelUpdated,),
)
async def update_channel(
    channel_id: str,
    body: ChannelChanges,
    standing: Standing,
    if_match: IfMatch,
    reason: AuditReason,
) -> ChannelOut:
    """Edit a channel; with If-Match, only as it was when its ETag was given out."""
    by = By(standing.community_id, standing.user_id, reason)

    def attempt() -> ChannelOut:
        channel = Channel.load(standing.community_id, channel_id)
        if_match.check(channel.revision)
        unchanged = Channel.revision == channel.revision
        after = body.model_dump(exclude_unset=True)
        before = audit.values(channel, after)
        changes = channel.edit(after)
        [shown] = channels.shown([channel])
        with transaction() as tx:
            tx.update(channel, changes, unchanged)
            tx.emit(
                ChannelUpdated(
                    community_id=standing.community_id,
                    channel_id=channel_id,
                    revision=int(channel.revision),
                    name=channel.name,
                    topic=channel.topic,
                    slow_mode_s=int(channel.slow_mode_s),
                )
            )
            audit.record(tx, by, Act.CHANNEL_UPDATED, channel_id, before=before, after=after)
            return tx.answer(shown)

    return settle(attempt)
