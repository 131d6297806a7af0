"""DELETE /channels/{channel_id}/pins/{message_id}"""

from commons.contracts.messages import MessageModerated
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.reasons import AuditReason
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import pinning


@endpoint(
    "DELETE /channels/{channel_id}/pins/{message_id}",
    permission=Permission.VIEW | Permission.READ_HISTORY | Permission.MANAGE_MESSAGES,
    status=204,
    uses=(stream_writer("messages"),),
    emits=(MessageModerated,),
    appends=("PIN_REMOVE",),
    queues=(PUMP_QUEUE,),
)
async def unpin_message(
    channel_id: str, message_id: str, standing: Standing, reason: AuditReason
) -> None:
    """Take a message's pin off; without one nothing changes."""
    pinning.unpin(standing, message_id, reason)
