"""DELETE /channels/{channel_id}/messages/{message_id}"""

from commons.contracts.messages import MessageModerated
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.reasons import AuditReason
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import deleting
from ..models import GoneMessage


@endpoint(
    "DELETE /channels/{channel_id}/messages/{message_id}",
    permission=Permission.VIEW,
    status=204,
    problems=(MissingPermission,),
    writes=(GoneMessage,),
    uses=(stream_writer("messages"),),
    emits=(MessageModerated,),
    appends=("MESSAGE_DELETE",),
    queues=(PUMP_QUEUE,),
)
async def delete_message(
    channel_id: str, message_id: str, standing: Standing, reason: AuditReason
) -> None:
    """Delete one's own message, or as a moderator anybody's."""
    deleting.delete(standing, message_id, reason)
