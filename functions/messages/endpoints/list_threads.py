"""GET /channels/{channel_id}/threads"""

from commons.cursors import CursorText, Limit, Page
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.thread_shapes import ThreadOut
from commons.web import Standing

from .. import thread_lists


@endpoint(
    "GET /channels/{channel_id}/threads",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    pages=True,
    uses=(stream_reader("messages"),),
)
async def list_threads(
    channel_id: str,
    standing: Standing,
    archived: bool = False,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page[ThreadOut]:
    """A channel's threads, newest first: those that are awake, or with `archived` the others."""
    listed = thread_lists.archived if archived else thread_lists.active
    return listed(standing, limit=limit, cursor=cursor)
