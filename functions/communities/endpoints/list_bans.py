"""GET /communities/{community_id}/bans"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import page_of
from commons.permissions import Permission
from commons.web import Caller

from ..models.members import Ban
from ..schemas.members import BanOut


@endpoint(
    "GET /communities/{community_id}/bans",
    permission=Permission.BAN_MEMBERS,
    pages=True,
    reads=(Ban,),
)
async def list_bans(
    community_id: str, caller: Caller, limit: Limit = 50, cursor: CursorText = None
) -> Page[BanOut]:
    """Who is banned, and why."""
    cursors = Cursors(f"bans:{community_id}", caller.user_id)
    page = page_of(Ban, f"COM#{community_id}", "BAN#", cursors, limit=limit, cursor=cursor)
    return Page(
        data=[BanOut.of(ban) for ban in page.rows],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
