"""The answers to a deleted event go with it."""

from __future__ import annotations

from commons.contracts.communities.calendar import CalendarEventDeleted
from commons.testing import deliver, emitted
from functions.communities.consumers.on_calendar_event_deleted import on_calendar_event_deleted
from tests.functions.communities.calendars import delete_now, made, newcomer, say, seen, weekly
from tests.functions.communities.conftest import Place
from tests.refusals import rows


def test_no_row_of_it_is_left(place: Place) -> None:
    event, kept = made(place, **weekly()), made(place)
    crowd = [newcomer(place) for _ in range(3)]
    for who in crowd:
        say(event, who, "going")
        say(event, who, "maybe", event["occurrence"]["date"])
        say(kept, who, "going")
    delete_now(event, place.owner)
    [fact] = emitted(CalendarEventDeleted, calendar_event_id=event["id"])
    assert deliver(on_calendar_event_deleted, fact, fact) == []
    left = [key for key in rows("communities") if event["id"] in "".join(key)]
    assert left == []
    assert seen(kept, place.owner).body["occurrence"]["going_count"] == 3
