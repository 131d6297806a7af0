"""GET /channels/{channel_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.thread_shapes import ThreadOut
from commons.web import Standing

from .. import channels
from ..models.channels import Channel
from ..schemas.channels import ChannelOut


@endpoint(
    "GET /channels/{channel_id}",
    permission=Permission.VIEW,
    reads=(Channel,),
    uses=(stream_reader("messages"),),
)
async def get_channel(channel_id: str, standing: Standing) -> ChannelOut | ThreadOut:
    """A channel, or a thread."""
    if standing.thread is not None:
        return channels.thread(standing)
    channel = Channel.load(standing.community_id, channel_id)
    assert standing.channel is not None
    [shown] = channels.shown([channel], [channel_id] if standing.channel.follows else [])
    return shown
