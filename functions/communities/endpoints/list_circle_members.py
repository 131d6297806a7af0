"""GET /circles/{circle_id}/members"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.errors import MissingPermission
from commons.http import endpoint
from commons.lists import page_of
from commons.permissions import Permission
from commons.web import Standing

from .. import circles
from ..models.circles import Circle, Seat
from ..rules.circles import check_lists
from ..schemas.circles import CircleMemberOut


@endpoint(
    "GET /circles/{circle_id}/members",
    permission=Permission.VIEW,
    pages=True,
    problems=(MissingPermission,),
    reads=(Circle, Seat),
)
async def list_circle_members(
    circle_id: str, standing: Standing, limit: Limit = 50, cursor: CursorText = None
) -> Page[CircleMemberOut]:
    """Who is in a circle, oldest account first; for those in it and who manages circles."""
    check_lists(standing, circles.load(standing, circle_id))
    cursors = Cursors(f"circle_members:{circle_id}", standing.user_id)
    page = page_of(Seat, f"CIR#{circle_id}", "M#", cursors, limit=limit, cursor=cursor)
    return Page(
        data=[CircleMemberOut.of(seat) for seat in page.rows],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
