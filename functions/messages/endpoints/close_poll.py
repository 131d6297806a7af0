"""POST /channels/{channel_id}/messages/{message_id}/poll/close"""

from commons.contracts.messages import MessageModerated
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.reasons import AuditReason
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import closing
from ..deadlines import Deadline


@endpoint(
    "POST /channels/{channel_id}/messages/{message_id}/poll/close",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    status=204,
    problems=(MissingPermission,),
    purges=(Deadline,),
    uses=(stream_writer("messages"),),
    emits=(MessageModerated,),
    appends=("POLL_CLOSE",),
    queues=(PUMP_QUEUE,),
)
async def close_poll(
    channel_id: str, message_id: str, standing: Standing, reason: AuditReason
) -> None:
    """Close one's own poll before its time, or as a moderator anybody's."""
    closing.close_early(standing, message_id, reason)
