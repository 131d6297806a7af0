"""POST /channels/{channel_id}/messages/bulk-delete"""

from commons.contracts.messages import MessagesModerated
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.reasons import AuditReason
from commons.streams.append import PUMP_QUEUE
from commons.web import Standing

from .. import deleting
from ..models import GoneMessage
from ..schemas import BulkDeletion


@endpoint(
    "POST /channels/{channel_id}/messages/bulk-delete",
    permission=Permission.VIEW | Permission.READ_HISTORY | Permission.MANAGE_MESSAGES,
    status=204,
    writes=(GoneMessage,),
    uses=(stream_writer("messages"),),
    emits=(MessagesModerated,),
    appends=("MESSAGE_BULK_DELETE",),
    queues=(PUMP_QUEUE,),
)
async def bulk_delete_messages(
    channel_id: str, body: BulkDeletion, standing: Standing, reason: AuditReason
) -> None:
    """Delete 2 to 100 messages of the last 14 days; those that are gone already stay gone."""
    deleting.delete_many(standing, body.message_ids, reason)
