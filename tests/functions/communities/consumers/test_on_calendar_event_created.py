"""A new event has its reminder scheduled."""

from __future__ import annotations

from datetime import timedelta

from commons.contracts.communities.calendar import CalendarEventCreated
from commons.testing import deliver, emitted
from commons.testing.schedules import scheduled
from functions.communities.consumers.on_calendar_event_created import on_calendar_event_created
from functions.communities.jobs.remind_event import remind_event
from tests.functions.communities.calendars import MONDAY, body, delete_now, made, weekly
from tests.functions.communities.conftest import Place


def told(event_id: str) -> CalendarEventCreated:
    """The fact that it was planned."""
    [fact] = emitted(CalendarEventCreated, calendar_event_id=event_id)
    return fact


def test_its_reminder_stands_once_however_often_it_is_told(place: Place) -> None:
    event = made(place, **weekly(remind_min=30))
    assert deliver(on_calendar_event_created, *[told(event["id"])] * 3) == []
    [due] = scheduled(remind_event, event["id"])
    assert due.at_s == (MONDAY - timedelta(minutes=30)).timestamp()
    assert due.detail == {"community_id": place.community_id, "event_id": event["id"]}


def test_what_is_quiet_over_or_gone_has_none(place: Place) -> None:
    quiet = made(place, **body(remind_min=None))
    times = {"starts_at": "2020-01-01T00:00:00Z", "ends_at": "2020-01-01T01:00:00Z"}
    over, gone = made(place, **body() | times), made(place)
    delete_now(gone, place.owner)
    for event in (quiet, over, gone):
        assert deliver(on_calendar_event_created, told(event["id"])) == []
        assert scheduled(remind_event, event["id"]) == []
