"""Who comes: every change of an answer, with the count of seats, in one transaction each.

A change holds only if nothing it was decided on has changed: the count, the event and its capacity,
and the membership. So seats are exact, whoever answers, edits or leaves at the same time. The count
is read first: an answer that changes afterwards changes the count too.
"""

from __future__ import annotations

from itertools import batched

from commons.clock import now
from commons.contracts.communities.calendar import RsvpChanged
from commons.transactions import Transaction, settle, transaction

from .errors import EventFull, MembersOnly
from .models.calendar import Answered, CalendarEvent, Rsvp, Seats
from .models.members import Member

WRITES = (Rsvp, Seats, Answered)
CHECKS = (Member, CalendarEvent)
COUNTED = ("going", "maybe")


def answer(tx: Transaction, event: CalendarEvent, day: str, member: Member, said: str) -> Rsvp:
    """Add a member's answer to a transaction, unless it is what they have said already.

    Raises EventFull, MembersOnly. The commit raises Conflict when something changed: look again.
    """
    seats = Seats.read(event.event_id, day)
    before = Rsvp.find(event.event_id, day, member.user_id)
    if before is not None and before.answer == said:
        return before
    if said == "going" and event.capacity is not None and seats.going >= event.capacity:
        raise EventFull
    new = Rsvp.of(
        event.event_id,
        day,
        member.user_id,
        answer=said,
        community_id=event.community_id,
        membership_id=member.membership_id,
        answered_at=now(),
    )
    tx.check(event, event.unchanged())
    same = Member.membership_id == member.membership_id
    tx.check(member, (Member.present == True) & same, refused=MembersOnly)  # noqa: E712
    tx.save(new)
    tx.save(Answered.of(new))
    _count(tx, seats, new, before.answer if before else None, said)
    return new


def withdraw(event_id: str, day: str, user_id: str, membership_id: str | None = None) -> None:
    """Take an answer back, if there is one; of a membership, only what was said under it."""

    def attempt() -> None:
        seats = Seats.read(event_id, day)
        rsvp = Rsvp.find(event_id, day, user_id)
        if rsvp is None or membership_id not in (None, rsvp.membership_id):
            return
        with transaction() as tx:
            tx.delete(rsvp, Rsvp.pk.exists())
            tx.delete(Answered.of(rsvp))
            _count(tx, seats, rsvp, rsvp.answer, None)

    settle(attempt)


def withdraw_all(community_id: str, user_id: str, membership_id: str | None) -> None:
    """Free the seats of a membership that has ended."""
    if membership_id is None:
        return
    for event_id, day in Answered.list(community_id, user_id):
        withdraw(event_id, day, user_id, membership_id)


def purge(event_id: str) -> None:
    """Delete all answers to an event that is gone, and its counts of seats."""
    for some in batched(Rsvp.list(event_id), 50):
        with transaction() as tx:
            for rsvp in some:
                tx.delete(rsvp)
                tx.delete(Answered.of(rsvp))
    for counts in batched(Seats.list(event_id), 100):
        with transaction() as tx:
            for seats in counts:
                tx.delete(seats)


def _count(tx: Transaction, seats: Seats, rsvp: Rsvp, before: str | None, said: str | None) -> None:
    unchanged = seats.unchanged()
    for name in COUNTED:
        change = (said == name) - (before == name)
        setattr(seats, name, int(getattr(seats, name)) + change)
    seats.n = int(seats.n) + 1
    tx.save(seats, unchanged)
    tx.emit(
        RsvpChanged(
            community_id=rsvp.community_id,
            calendar_event_id=rsvp.event_id,
            occurrence=rsvp.date,
            user_id=rsvp.user_id,
            answer=said,
            going_count=int(seats.going),
            maybe_count=int(seats.maybe),
            n=int(seats.n),
        )
    )
