"""GET /channels/{channel_id}/messages/{message_id}/origin"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import forwarding
from ..schemas import Origin


@endpoint(
    "GET /channels/{channel_id}/messages/{message_id}/origin",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    uses=(stream_reader("messages"),),
)
async def get_message_origin(channel_id: str, message_id: str, standing: Standing) -> Origin:
    """Where a forward comes from, for who may read there; else as if there were nothing."""
    return forwarding.origin(standing, message_id)
