"""GET /communities/{community_id}/circles"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import slice_of
from commons.permissions import Permission
from commons.web import Standing

from .. import circles
from ..models.circles import Circle
from ..rules.circles import knows_of
from ..schemas.circles import CircleOut


@endpoint(
    "GET /communities/{community_id}/circles",
    permission=Permission.VIEW,
    pages=True,
    reads=(Circle,),
)
async def list_circles(
    community_id: str, standing: Standing, limit: Limit = 50, cursor: CursorText = None
) -> Page[CircleOut]:
    """The circles the caller may know of, oldest first."""
    known = {(c.circle_id,): c for c in Circle.list(community_id) if knows_of(standing, c)}
    cursors = Cursors(f"circles:{community_id}", standing.user_id)
    page = slice_of(list(known), cursors, limit=limit, cursor=cursor)
    return Page(
        data=[circles.shown(known[place], standing) for place in page.places],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
