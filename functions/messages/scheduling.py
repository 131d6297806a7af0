"""Having messages sent later: made, changed and taken back by their author.

Rights are checked now, so that nobody waits for what they may not do, and again when it is sent.
"""

from __future__ import annotations

from typing import Any

from commons import access
from commons.clock import now_s
from commons.contracts.messages import MessageScheduled
from commons.cursors import Cursors, Page
from commons.errors import ValidationFailed
from commons.ids import SCHEDULED, new_id
from commons.lists import page_of
from commons.permissions import Permission
from commons.recurrence import BadRule, Times, time_zones
from commons.transactions import settle, transaction

from .errors import AlreadySent, LimitReached
from .kept import FAILED, SENT, WAITING, Kept, Scheduled, Waiting
from .rules import MAX_SCHEDULED, check_ahead, check_may_send
from .scheduled_schemas import NewScheduled, ScheduledChanges, ScheduledMessage, seconds


def create(user_id: str, body: NewScheduled) -> ScheduledMessage:
    """Schedule a message. Raises NotFound, MissingPermission, ValidationFailed, LimitReached."""
    at_s = seconds(body.send_at)
    made = Scheduled(
        Scheduled.key(user_id),
        new_id(SCHEDULED),
        channel_id=body.channel_id,
        asked=body.asked(),
        first_s=at_s,
        due_s=at_s,
        at_s=at_s,
        recurrence=body.recurrence,
        time_zone=body.time_zone,
    )
    _check(made)
    with transaction() as tx:
        tx.create(made)
        room = Waiting.n.does_not_exist() | (Waiting.n < int(MAX_SCHEDULED))
        tx.update(Waiting.of(user_id), [Waiting.n.add(1)], room, refused=LimitReached)
        tx.emit(MessageScheduled(user_id=user_id, scheduled_id=made.scheduled_id))
        return tx.answer(ScheduledMessage.of(made))


def update(user_id: str, scheduled_id: str, changes: ScheduledChanges) -> ScheduledMessage:
    """Change what waits or has failed; with that it waits again. Raises AlreadySent, NotFound."""

    def attempt() -> ScheduledMessage:
        found = Scheduled.load(user_id, scheduled_id)
        if found.state not in (WAITING, FAILED):
            raise AlreadySent
        same = found.unchanged()
        actions = found.edit(_changed(found, changes))
        _check(found)
        with transaction() as tx:
            tx.update(found, actions, same)
            tx.emit(MessageScheduled(user_id=user_id, scheduled_id=scheduled_id))
            return tx.answer(ScheduledMessage.of(found))

    return settle(attempt)


def delete(user_id: str, scheduled_id: str) -> None:
    """Take it back, or what is left of one that was sent. Raises NotFound, AlreadySent."""

    def attempt() -> None:
        found = Scheduled.load(user_id, scheduled_id)
        if found.state not in (WAITING, FAILED, SENT):
            raise AlreadySent
        with transaction() as tx:
            tx.delete(found, found.unchanged())
            if found.state != SENT:
                tx.update(Waiting.of(user_id), [Waiting.n.add(-1)])

    settle(attempt)


def listed(user_id: str, *, limit: int, cursor: str | None) -> Page[ScheduledMessage]:
    """One page of somebody's, the oldest first. Raises InvalidCursor."""
    cursors = Cursors("scheduled", user_id)
    pk = Scheduled.key(user_id)
    page = page_of(Scheduled, pk, f"{SCHEDULED}_", cursors, limit=limit, cursor=cursor)
    data = [ScheduledMessage.of(row) for row in page.rows]
    return Page(data=data, next_cursor=page.next_cursor, prev_cursor=page.prev_cursor)


def _changed(found: Scheduled, changes: ScheduledChanges) -> dict[str, Any]:
    given = changes.model_fields_set
    values: dict[str, Any] = {"state": WAITING, "failure": None}
    values |= {name: getattr(changes, name) for name in given & {"recurrence", "time_zone"}}
    if "send_at" in given:
        at_s = seconds(changes.send_at)
        values |= {"first_s": at_s, "due_s": at_s, "at_s": at_s}
    return values | {"asked": changes.applied(found.asked)}


def _check(wanted: Scheduled) -> None:
    """Raise unless its author may send it now, and its time can come."""
    standing = access.standing(wanted.user_id, channel_id=wanted.channel_id)
    standing.check(Permission.SEND_MESSAGES)
    check_may_send(standing, Kept(wanted.asked, None))
    check_ahead(int(wanted.due_s), now_s())
    if wanted.time_zone not in time_zones():
        raise _refused("time_zone", "unknown_time_zone", "must be a time zone of IANA's database")
    if wanted.recurrence:
        _check_rule(wanted.times)


def _check_rule(times: Times) -> None:
    try:
        times.over_s()
    except BadRule as error:
        raise _refused("recurrence", "bad_recurrence", str(error)) from None
    if not times.begins():
        raise _refused("recurrence", "bad_recurrence", "send_at must be its first occurrence")


def _refused(field: str, code: str, detail: str) -> ValidationFailed:
    return ValidationFailed(({"pointer": f"/body/{field}", "code": code, "detail": detail},))
