"""GET /communities/{community_id}/members"""

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import page_of
from commons.permissions import Permission
from commons.web import Standing

from ..models.members import Member
from ..schemas.members import MemberOut


@endpoint(
    "GET /communities/{community_id}/members",
    permission=Permission.VIEW_MEMBERS,
    pages=True,
    reads=(Member,),
)
async def list_members(
    community_id: str, standing: Standing, limit: Limit = 50, cursor: CursorText = None
) -> Page[MemberOut]:
    """The members, oldest account first; those in circles only are listed with their circles."""
    page = page_of(
        Member,
        f"A#{community_id}",
        "M#",
        Cursors(f"members:{community_id}", standing.user_id),
        limit=limit,
        cursor=cursor,
        where=(Member.present == True) & (Member.whole != False),  # noqa: E712 - pynamodb's
    )
    return Page(
        data=[MemberOut.of(member, standing.community) for member in page.rows],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
