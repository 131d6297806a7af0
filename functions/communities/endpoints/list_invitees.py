"""GET /communities/{community_id}/members/{user_id}/invitees"""

from itertools import islice
from typing import Annotated

from fastapi import Query

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Caller

from ..models.members import Member
from ..models.trust import Invited
from ..schemas.raids import Invitee
from ..trust import below

Depth = Annotated[int, Query(ge=1, le=5)]


@endpoint(
    "GET /communities/{community_id}/members/{user_id}/invitees",
    permission=Permission.KICK_MEMBERS,
    pages=True,
    reads=(Invited, Member),
)
async def list_invitees(
    community_id: str,
    user_id: str,
    caller: Caller,
    depth: Depth = 1,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page[Invitee]:
    """Whom somebody let in, also when they are gone; each is followed by whom they let in."""
    root = caller.user_id if user_id == "me" else user_id
    cursors = Cursors(f"invitees:{community_id}:{root}:{depth}", caller.user_id)
    after = cursors.read(cursor)["p"] if cursor else ()
    found = list(islice(below(community_id, (root,), depth, after), limit + 1))
    more, found = len(found) > limit, found[:limit]
    keys = ((f"A#{community_id}", f"M#{row.user_id}") for _, row in found)
    members = {member.user_id: member for member in Member.find_rows(keys)}
    return Page(
        data=[Invitee.of(row, members.get(row.user_id)) for _, row in found],
        next_cursor=cursors.mint({"p": found[-1][0][1:]}) if more else None,
    )
