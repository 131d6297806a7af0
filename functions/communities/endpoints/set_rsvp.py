"""PUT /events/{event_id}/rsvp"""

from commons.contracts.communities.calendar import RsvpChanged
from commons.errors import NotFound
from commons.http import endpoint
from commons.permissions import Permission
from commons.transactions import settle, transaction
from commons.web import Standing

from .. import calendar, rsvps
from ..errors import EventCancelled, EventFull, MembersOnly, OccurrenceOver, ReadingOnly
from ..models.members import Member
from ..rules.calendar import check_answers, check_open
from ..schemas.calendar import EventOut, NewRsvp


@endpoint(
    "PUT /events/{event_id}/rsvp",
    permission=Permission.VIEW,
    problems=(EventFull, EventCancelled, OccurrenceOver, MembersOnly, ReadingOnly, NotFound),
    reads=(*calendar.SEEN_READS, Member),
    writes=rsvps.WRITES,
    checks=rsvps.CHECKS,
    emits=(RsvpChanged,),
)
async def set_rsvp(event_id: str, body: NewRsvp, standing: Standing) -> EventOut:
    """Say whether one comes: to the next occurrence, or to the one of a date."""

    def attempt() -> EventOut:
        event, here = calendar.load(standing, event_id)
        check_answers(here)
        found = calendar.occurrence_of(event, body.occurrence)
        check_open(found, cancelled=event.cancelled)
        member = Member.load(standing.community_id, standing.user_id)
        with transaction() as tx:
            rsvps.answer(tx, event, event.day_of(found), member, body.answer)
        return calendar.shown_one(standing.user_id, event, found)

    return settle(attempt)
