"""GET /users/me/communities"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import page_of
from commons.web import Caller

from ..models.community import Community
from ..models.members import Joined
from ..schemas.community import CommunitySummary


@endpoint("GET /users/me/communities", pages=True, reads=(Joined, Community))
async def list_my_communities(
    caller: Caller, limit: Limit = 50, cursor: CursorText = None
) -> Page[CommunitySummary]:
    """The communities the caller is a member of, oldest community first."""
    cursors = Cursors("my_communities", caller.user_id)
    page = page_of(Joined, f"A#{caller.user_id}", "C#", cursors, limit=limit, cursor=cursor)
    keys = [(f"COM#{joined.community_id}", "COM") for joined in page.rows]
    found = {community.pk: community for community in Community.find_rows(keys)}
    return Page(
        data=[CommunitySummary.of(found[pk]) for pk, _ in keys if pk in found],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
