"""An edited event has its reminder at its new time."""

from __future__ import annotations

from datetime import timedelta

from commons.contracts.communities.calendar import CalendarEventUpdated
from commons.testing import deliver, emitted
from commons.testing.schedules import scheduled
from functions.communities.consumers.on_calendar_event_updated import on_calendar_event_updated
from functions.communities.jobs.remind_event import remind_event
from tests.functions.communities.calendars import MONDAY, edit, made
from tests.functions.communities.conftest import Place


def test_the_table_decides_whichever_edit_is_told_first(place: Place) -> None:
    event = made(place)
    for minutes in (5, 60):
        edit(event, place.owner, remind_min=minutes)
    facts = emitted(CalendarEventUpdated, calendar_event_id=event["id"])
    assert deliver(on_calendar_event_updated, *reversed(facts)) == []
    [due] = scheduled(remind_event, event["id"])
    assert due.at_s == (MONDAY - timedelta(minutes=60)).timestamp()


def test_what_is_cancelled_has_none(place: Place) -> None:
    event = made(place)
    edit(event, place.owner, cancelled=True)
    [fact] = emitted(CalendarEventUpdated, calendar_event_id=event["id"])
    assert deliver(on_calendar_event_updated, fact) == []
    assert scheduled(remind_event, event["id"]) == []
