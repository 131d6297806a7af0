"""Reminding those who come: once for each occurrence, whatever happens to schedules and events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commons.contracts.communities.calendar import EventReminderDue
from commons.testing import Context, Person, emitted
from commons.testing.schedules import Scheduled, fire, scheduled
from functions.communities import reminders
from functions.communities.jobs.remind_event import remind_event
from functions.communities.models.calendar import CalendarEvent
from functions.communities.models.members import Member
from tests.functions.communities.calendars import (
    Body,
    body,
    edit,
    hide,
    made,
    newcomer,
    rfc,
    say,
    weekly,
)
from tests.functions.communities.conftest import Place
from tests.refusals import nothing_changes


def soon(minutes: int = 10, **more: object) -> Body:
    """Something that begins in some minutes."""
    begins = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=minutes)
    times = {"starts_at": rfc(begins), "ends_at": rfc(begins + timedelta(hours=1))}
    return body() | times | more


def begins(event: Body) -> datetime:
    """When it begins, the first time."""
    return datetime.fromisoformat(str(event["starts_at"]))


def wake(event: Body) -> None:
    """The job runs, whatever woke it."""
    detail = {"community_id": event["community_id"], "event_id": event["id"]}
    remind_event({"detail": detail}, Context())


def told(event: Body) -> list[EventReminderDue]:
    """The reminders of an event."""
    return emitted(EventReminderDue, calendar_event_id=event["id"])


def standing(event: Body) -> list[Scheduled]:
    """The schedules of an event."""
    return scheduled(remind_event, str(event["id"]))


def stored(event: Body) -> Any:
    """Its row."""
    return CalendarEvent.load(str(event["community_id"]), str(event["id"]))


def test_who_comes_or_may_is_told_once(place: Place) -> None:
    event, third = made(place, **soon(channel_id=place.channel_id)), newcomer(place)
    for who, answer in ((place.member, "going"), (third, "maybe"), (place.owner, "declined")):
        say(event, who, answer)
    for _ in range(3):
        wake(event)
    [reminder] = told(event)
    assert set(reminder.user_ids) == {place.member.user_id, third.user_id}
    assert (reminder.starts_at, reminder.page) == (event["starts_at"], 1)
    assert (reminder.occurrence, reminder.channel_id) == (None, place.channel_id)


def test_before_its_time_nobody_is_told_and_the_time_is_kept(place: Place) -> None:
    event = made(place, **soon(60))
    say(event, place.member, "going")
    wake(event)
    assert told(event) == []
    [due] = standing(event)
    assert datetime.fromtimestamp(due.at_s, UTC) == begins(event) - timedelta(minutes=15)


def test_a_series_is_reminded_of_each_time_by_the_job_itself(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = made(place, **soon(10, recurrence="FREQ=DAILY;COUNT=3"))
    first = begins(event)
    dates = [(first + timedelta(days=n)).date().isoformat() for n in range(3)]
    for date in dates:
        say(event, place.member, "going", date)
    for n in range(3):
        at_s = int(first.timestamp()) - 600 + n * 86_400
        monkeypatch.setattr(reminders, "now_s", lambda at_s=at_s: at_s)
        if n == 0:
            wake(event)
        else:
            [due] = standing(event)
            assert datetime.fromtimestamp(due.at_s, UTC) == first + timedelta(days=n, minutes=-15)
            fire(remind_event, due.name)
    assert [reminder.occurrence for reminder in told(event)] == dates
    assert standing(event) == []


def test_what_was_moved_is_reminded_of_again_at_its_new_time(place: Place) -> None:
    event = made(place, **soon(10))
    say(event, place.member, "going")
    wake(event)
    later = soon(60)
    edit(event, place.owner, starts_at=later["starts_at"], ends_at=later["ends_at"])
    wake(event)
    assert len(told(event)) == 1
    sooner = soon(12)
    edit(event, place.owner, starts_at=sooner["starts_at"], ends_at=sooner["ends_at"])
    wake(event)
    assert [r.starts_at for r in told(event)] == [event["starts_at"], sooner["starts_at"]]


@pytest.mark.parametrize("change", [{"cancelled": True}, {"remind_min": None}])
def test_what_is_called_off_or_quiet_is_not_reminded_of(
    place: Place, change: dict[str, object]
) -> None:
    event = made(place, **soon())
    say(event, place.member, "going")
    edit(event, place.owner, **change)
    with nothing_changes("communities"):
        wake(event)
    assert standing(event) == []


def test_what_is_deleted_or_has_begun_is_not_reminded_of(place: Place) -> None:
    begun = made(place, **soon(-1))
    with nothing_changes("communities"):
        wake(begun)
        wake({"community_id": place.community_id, "id": f"cev_{'0' * 26}"})


def test_who_sees_it_no_more_is_not_told(place: Place) -> None:
    event = made(place, **soon(channel_id=place.channel_id))
    insider, gone = newcomer(place), newcomer(place)
    for who in (place.member, insider, gone):
        say(event, who, "going")
    hide(place, insider, gone)
    Member.of(place.community_id, gone.user_id).update([Member.present.set(False)])
    wake(event)
    [reminder] = told(event)
    assert reminder.user_ids == [insider.user_id]


def test_many_are_told_in_pages(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "PER_EVENT", 2)
    event, crowd = made(place, **soon()), [newcomer(place) for _ in range(5)]
    for who in crowd:
        say(event, who, "going")
    wake(event)
    pages = told(event)
    assert sorted((r.page, len(r.user_ids)) for r in pages) == [(1, 2), (2, 2), (3, 1)]
    assert {u for r in pages for u in r.user_ids} == {who.user_id for who in crowd}


def test_nobody_to_tell_is_noted_too(place: Place) -> None:
    event = made(place, **weekly() | soon(recurrence="FREQ=DAILY"))
    wake(event)
    assert told(event) == []
    assert stored(event).reminded_s > begins(event).timestamp() - 600


def test_an_edit_at_the_same_time_is_looked_at_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled after the job has read it: nobody is told."""
    event = made(place, **soon())
    say(event, place.member, "going")
    listed = reminders._coming

    def cancelled_first(row: CalendarEvent, found: Any) -> Any:
        edit(event, place.owner, cancelled=True)
        return listed(row, found)

    monkeypatch.setattr(reminders, "_coming", cancelled_first)
    wake(event)
    assert told(event) == []


def test_a_title_is_told_and_no_more(place: Place, mallory: Person) -> None:
    event = made(place, **soon(description="secret", location="secret"))
    say(event, place.member, "going")
    wake(event)
    assert "secret" not in told(event)[0].to_json()
