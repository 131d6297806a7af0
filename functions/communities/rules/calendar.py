"""What may happen to calendar events. No I/O: these take values and raise, or return."""

from __future__ import annotations

from datetime import UTC, datetime

from commons.access import Standing
from commons.bounds import Bound
from commons.clock import now_s
from commons.errors import ValidationFailed
from commons.permissions import READING, Permission
from commons.recurrence import END_YEAR, FIRST_YEAR, BadRule, Occurrence, Times, time_zones

from ..errors import EventCancelled, OccurrenceOver, ReadingOnly
from .members import check_member

MAX_EVENTS = Bound(500, "events_per_community", "Events of one community that are not over.")
MAX_EVENT_DAYS = Bound(31, "event_days", "How long an event lasts, each time.")
MAX_WINDOW_DAYS = Bound(366, "calendar_days", "Days of a calendar that one list covers.")
DAY_S = 86_400


def check_times(times: Times) -> None:
    """Raise ValidationFailed, pointing at what cannot be, unless an event can have these times."""
    if times.time_zone not in time_zones():
        raise refused("time_zone", "unknown_time_zone", "must be a time zone of IANA's database")
    for name, at_s in (("starts_at", times.starts_s), ("ends_at", times.ends_s)):
        if not FIRST_YEAR < datetime.fromtimestamp(at_s, UTC).year < END_YEAR - 1:
            raise refused(name, "out_of_range", f"must be a time before the year {END_YEAR - 1}")
    if not 0 < times.ends_s - times.starts_s <= MAX_EVENT_DAYS * DAY_S:
        raise refused("ends_at", "bad_end", f"must be 0 to {MAX_EVENT_DAYS} days after starts_at")
    if times.rule is None:
        if times.exceptions:
            raise refused("exceptions", "no_series", "only a series has exceptions")
        return
    try:
        times.over_s()
    except BadRule as error:
        raise refused("recurrence", "bad_recurrence", str(error)) from None
    if not times.begins():
        raise refused("recurrence", "bad_recurrence", "starts_at must be its first occurrence")


def check_window(begin_s: int, end_s: int) -> None:
    """Raise ValidationFailed unless a list can cover this much of a calendar."""
    if not 0 < end_s - begin_s <= MAX_WINDOW_DAYS * DAY_S:
        detail = f"must be 0 to {MAX_WINDOW_DAYS} days after from"
        raise ValidationFailed(({"pointer": "/query/to", "code": "bad_window", "detail": detail},))


def refused(field: str, code: str, detail: str) -> ValidationFailed:
    """A refusal that points at one field of the body."""
    return ValidationFailed(({"pointer": f"/body/{field}", "code": code, "detail": detail},))


def check_plans(standing: Standing) -> None:
    """Raise unless they may plan events where they stand."""
    if not standing.may(Permission.MANAGE_EVENTS):
        standing.check_holds(Permission.CREATE_EVENTS)


def check_edits(standing: Standing, creator_id: str) -> None:
    """Raise unless they may edit or delete an event: their own, or as who manages events."""
    if not standing.may(Permission.MANAGE_EVENTS):
        own = standing.user_id == creator_id
        standing.check_holds(Permission.CREATE_EVENTS if own else Permission.MANAGE_EVENTS)


def check_answers(standing: Standing) -> None:
    """Raise unless they are a member who may do more than read, here and now."""
    check_member(standing)
    member = standing.member
    waits = member.timeout_until > now_s() or member.consented < standing.community.rules
    if waits and not standing.permissions & ~int(READING):
        raise ReadingOnly


def check_open(occurrence: Occurrence, *, cancelled: bool) -> None:
    """Raise unless people may still say whether they come."""
    if cancelled:
        raise EventCancelled
    if occurrence.ends_s <= now_s():
        raise OccurrenceOver


def due_s(occurrence: Occurrence, remind_min: int) -> int:
    """When people are reminded of it."""
    return occurrence.starts_s - remind_min * 60
