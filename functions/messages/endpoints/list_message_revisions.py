"""GET /channels/{channel_id}/messages/{message_id}/revisions"""

from commons.cursors import CursorText, Limit, Page
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import revising
from ..schemas import MessageRevision


@endpoint(
    "GET /channels/{channel_id}/messages/{message_id}/revisions",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    pages=True,
    problems=(MissingPermission,),
    uses=(stream_reader("messages"),),
)
async def list_message_revisions(
    channel_id: str,
    message_id: str,
    standing: Standing,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page[MessageRevision]:
    """What a message says and has said, newest first; for its author and who manages messages."""
    return revising.revisions(standing, message_id, limit=limit, cursor=cursor)
