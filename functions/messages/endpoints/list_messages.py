"""GET /channels/{channel_id}/messages"""

from typing import Annotated

from fastapi import Query

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.errors import ValidationFailed
from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_reader
from commons.web import Standing

from .. import pages
from ..schemas import Message

MessageIdText = Annotated[str | None, Query(max_length=64)]


@endpoint(
    "GET /channels/{channel_id}/messages",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    pages=True,
    uses=(stream_reader("messages"),),
)
async def list_messages(
    channel_id: str,
    standing: Standing,
    limit: Limit = 50,
    cursor: CursorText = None,
    before: MessageIdText = None,
    after: MessageIdText = None,
    around: MessageIdText = None,
) -> Page[Message]:
    """Messages, newest first: the end, a cursor's page, or before, after or around one."""
    if sum(given is not None for given in (cursor, before, after, around)) > 1:
        detail = "Give at most one of cursor, before, after and around."
        raise ValidationFailed(({"pointer": "/query", "code": "exclusive", "detail": detail},))
    cursors = Cursors(f"messages:{channel_id}", standing.user_id)
    if cursor is not None:
        return pages.at_cursor(channel_id, cursors, cursor, limit)
    if before is not None:
        return pages.older(channel_id, cursors, pages.position(before, "before"), limit)
    if after is not None:
        return pages.newer(channel_id, cursors, pages.position(after, "after"), limit)
    if around is not None:
        return pages.around(channel_id, cursors, around, limit)
    return pages.newest(channel_id, cursors, limit)
