"""GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji}"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import page_of
from commons.permissions import Permission
from commons.reactions import PathEmoji, Reactor
from commons.web import Standing

from .. import changing
from ..models import Reacted, StreamRow


@endpoint(
    "GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji}",
    permission=Permission.VIEW | Permission.READ_HISTORY,
    pages=True,
    reads=(StreamRow,),
)
async def list_reactors(
    channel_id: str,
    message_id: str,
    emoji: PathEmoji,
    standing: Standing,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page[Reactor]:
    """Who reacted to a message with an emoji, in the order they joined the platform."""
    message = changing.load(standing, message_id)
    cursors = Cursors(f"reactors:{message_id}:{emoji}", standing.user_id)
    beginning = Reacted.beginning(message.sq, emoji)
    page = page_of(
        Reacted, StreamRow.key(channel_id), beginning, cursors, limit=limit, cursor=cursor
    )
    who = [Reactor(user_id=row.user_id, created_at=row.created_at) for row in page.rows]
    return Page(data=who, next_cursor=page.next_cursor, prev_cursor=page.prev_cursor)
