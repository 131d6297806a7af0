"""PATCH /channels/{channel_id}/messages/{message_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import editing
from ..errors import LimitReached, NotYourMessage, OnlyText
from ..schemas import Body, Message


@endpoint(
    "PATCH /channels/{channel_id}/messages/{message_id}",
    permission=Permission.SEND_MESSAGES,
    problems=(NotYourMessage, OnlyText, LimitReached),
    uses=(stream_writer("messages"),),
    appends=("MESSAGE_UPDATE",),
    queues=(PUMP_QUEUE,),
)
async def edit_message(channel_id: str, message_id: str, body: Body, standing: Standing) -> Message:
    """Replace what one's own message says."""
    return editing.edit(standing, message_id, body)
