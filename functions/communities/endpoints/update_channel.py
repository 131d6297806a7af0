"""PATCH /channels/{channel_id}"""

from commons.contracts.communities.channels import ChannelUpdated
from commons.etags import IfMatch, PreconditionFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import channels
from ..models.channels import Channel
from ..schemas.channels import ChannelChanges, ChannelOut


@endpoint(
    "PATCH /channels/{channel_id}",
    permission=Permission.MANAGE_CHANNELS,
    problems=(PreconditionFailed,),
    reads=(Channel,),
    writes=(Channel,),
    uses=(stream_reader("messages"),),
    emits=(ChannelUpdated,),
)
async def update_channel(
    channel_id: str, body: ChannelChanges, standing: Standing, if_match: IfMatch
) -> ChannelOut:
    """Edit a channel; with If-Match, only as it was when its ETag was given out."""

    def attempt() -> ChannelOut:
        channel = Channel.load(standing.community_id, channel_id)
        if_match.check(channel.revision)
        unchanged = Channel.revision == channel.revision
        changes = channel.edit(body.model_dump(exclude_unset=True))
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
            return tx.answer(shown)

    return settle(attempt)
