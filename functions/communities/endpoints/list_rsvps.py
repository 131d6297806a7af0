"""GET /events/{event_id}/rsvps"""

from typing import Annotated

from fastapi import Query

from commons.cursors import Cursors, CursorText, Limit, Page
from commons.errors import NotFound
from commons.http import endpoint
from commons.lists import page_of
from commons.permissions import Permission
from commons.web import Standing

from .. import calendar
from ..models.calendar import CalendarEvent, Rsvp
from ..schemas.calendar import Answer, OccurrenceQuery, RsvpOut

AnswerQuery = Annotated[Answer | None, Query(description="Only those who said this.")]


@endpoint(
    "GET /events/{event_id}/rsvps",
    permission=Permission.VIEW_MEMBERS,
    problems=(NotFound,),
    pages=True,
    reads=(CalendarEvent, Rsvp),
)
async def list_rsvps(
    event_id: str,
    standing: Standing,
    occurrence: OccurrenceQuery = None,
    answer: AnswerQuery = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page[RsvpOut]:
    """Who comes to the next occurrence, or to the one of a date."""
    event, here = calendar.load(standing, event_id)
    here.check(Permission.VIEW_MEMBERS)
    day = event.day_of(calendar.occurrence_of(event, occurrence))
    cursors = Cursors(f"rsvps:{event_id}:{day}:{answer}", standing.user_id)
    page = page_of(
        Rsvp,
        f"CEV#{event_id}",
        f"R#{day}#",
        cursors,
        limit=limit,
        cursor=cursor,
        where=Rsvp.answer == answer if answer else None,
    )
    return Page(
        data=[RsvpOut.of(rsvp) for rsvp in page.rows],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )
