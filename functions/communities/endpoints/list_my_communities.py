"""GET /users/me/communities"""

from commons.clock import now
from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import page_of
from commons.web import Caller

from ..models.community import Community
from ..models.members import Joined
from ..rules.deletion import is_restorable
from ..schemas.community import MyCommunity


@endpoint("GET /users/me/communities", pages=True, reads=(Joined, Community))
async def list_my_communities(
    caller: Caller, deleted: bool = False, limit: Limit = 50, cursor: CursorText = None
) -> Page[MyCommunity]:
    """The communities the caller is in, oldest first; with ``deleted`` those they can restore."""
    cursors = Cursors("my_communities", caller.user_id)
    page = page_of(Joined, f"A#{caller.user_id}", "C#", cursors, limit=limit, cursor=cursor)
    keys = [(f"COM#{joined.community_id}", "COM") for joined in page.rows]
    found = {community.pk: community for community in Community.find_rows(keys)}
    mine = [found[pk] for pk, _ in keys if pk in found]
    shown = [
        one
        for one in mine
        if (is_restorable(one, caller.user_id, now()) if deleted else one.deleted_at is None)
    ]
    return Page(
        data=[MyCommunity.of(one) for one in shown],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
