"""GET /users/me/relationships"""

from typing import Literal

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.lists import page_of
from commons.web import Caller

from ..models import Relation
from ..rules import NONE
from ..schemas import Relationship

Kind = Literal["friend", "outgoing", "incoming", "blocked"]


@endpoint("GET /users/me/relationships", pages=True, reads=(Relation,))
async def list_relationships(
    caller: Caller, type: Kind | None = None, limit: Limit = 50, cursor: CursorText = None
) -> Page[Relationship]:
    """Friends, requests and blocks of the caller; of one type, if they say which."""
    cursors = Cursors("relationships", caller.user_id)
    wanted = Relation.type == type if type else Relation.type != NONE
    pk = f"USR#{caller.user_id}"
    page = page_of(Relation, pk, "REL#", cursors, limit=limit, cursor=cursor, where=wanted)
    return Page(
        data=[Relationship.of(row) for row in page.rows],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
