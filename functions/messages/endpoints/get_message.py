"""GET /channels/{channel_id}/messages/{message_id}"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import changing, showing
from ..schemas import Message


@endpoint(
    "GET /channels/{channel_id}/messages/{message_id}",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    uses=(stream_reader("messages"),),
)
async def get_message(channel_id: str, message_id: str, standing: Standing) -> Message:
    """A message."""
    return showing.message(standing, changing.load(standing, message_id))
