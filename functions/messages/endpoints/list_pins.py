"""GET /channels/{channel_id}/pins"""

from commons.cursors import CursorText, Limit, Page
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import pinning
from ..schemas import Pin


@endpoint(
    "GET /channels/{channel_id}/pins",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    pages=True,
    uses=(stream_reader("messages"),),
)
async def list_pins(
    channel_id: str, standing: Standing, limit: Limit = 50, cursor: CursorText = None
) -> Page[Pin]:
    """The pinned messages of a channel, the one pinned last first."""
    return pinning.listed(standing, limit=limit, cursor=cursor)
