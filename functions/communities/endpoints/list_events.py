"""GET /communities/{community_id}/events"""

from typing import Annotated

from fastapi import Query

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.http import endpoint
from commons.permissions import Permission
from commons.web import Standing

from .. import agenda, calendar
from ..models.calendar import Planned
from ..schemas.calendar import EventOut, Moment

From = Annotated[Moment | None, Query(alias="from", description="Not over at this time; now.")]
To = Annotated[Moment | None, Query(description="Begins before this time; 31 days later.")]


@endpoint(
    "GET /communities/{community_id}/events",
    permission=Permission.VIEW,
    pages=True,
    reads=(Planned, *calendar.SEEN_READS),
)
async def list_events(
    community_id: str,
    standing: Standing,
    begins: From = None,
    to: To = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page[EventOut]:
    """What happens between two times, each occurrence of a series by itself, in order."""
    cursors = Cursors(f"events:{community_id}", standing.user_id)
    window = agenda.window_of(begins, to)
    return agenda.page(standing, window, cursors, limit=limit, cursor=cursor)
