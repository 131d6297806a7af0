"""Planning an event."""

from __future__ import annotations

import pytest

from commons.contracts.communities.calendar import CalendarEventCreated
from commons.permissions import Permission
from commons.testing import call, emitted
from functions.communities import calendar
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_event import create_event
from tests.functions.communities.calendars import (
    MONDAY,
    body,
    create,
    empower,
    hide,
    made,
    rfc,
    seen,
    weekly,
)
from tests.functions.communities.conftest import Place, check_hidden, check_lacks, founded
from tests.functions.communities.logs import log_of
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    nothing_changes,
)

BAD: dict[str, tuple[object, ...]] = {
    "title": ([], {}, True, 1.5, None, "", "   ", "x" * 101, "a\0b", "a\nb"),
    "description": ([], {}, True, None, "x" * 4001, "a\0b"),
    "location": ([], {}, True, 1.5, "", "x" * 201, "a\nb"),
    "channel_id": ([], {}, True, "", "x", "com_01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    "starts_at": ([], True, 1, None, "", "2026-12-01", "2026-13-01T00:00:00Z", "1969-01-01T00:00Z"),
    "ends_at": (None, "2026-12-01T00:00:00", rfc(MONDAY), "2199-12-31T00:00:00Z", "0" * 50),
    "time_zone": ([], None, "", "Nowhere", "europe/berlin", "../etc/passwd", "Europe", "x" * 65),
    "exceptions": (None, "2026-12-24", {}, ["2026-12-24"]),
    "capacity": ([], True, "5", 1.5, 0, -1, 100_001),
    "remind_min": ([], True, "5", 1.5, -1, 10_081),
}
BAD_RULES = (
    "",
    "FREQ=HOURLY",
    "FREQ=SECONDLY;INTERVAL=1",
    "FREQ=MINUTELY",
    "RRULE:FREQ=DAILY",
    "FREQ=DAILY\r\nRDATE:20300101",
    "FREQ=DAILY;BYHOUR=1,2,3",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;COUNT=1001",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=100",
    "FREQ=DAILY;BYMONTHDAY=30",
    "FREQ=DAILY;COUNT=2;UNTIL=20301224T180000Z",
    "FREQ=DAILY;UNTIL=20301224",
    "FREQ=DAILY;UNTIL=20301324T180000Z",
    "FREQ=DAILY;UNTIL=20001224T180000Z",
    "FREQ=DAILY;FREQ=DAILY",
    "FREQ=DAILY;BYDAY=1MO",
    "FREQ=WEEKLY;BYMONTHDAY=1",
    "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=MONTHLY;BYDAY=6MO",
    "FREQ=MONTHLY;BYMONTHDAY=32",
    "FREQ=MONTHLY;BYSETPOS=1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYDAY=MO;BYSETPOS=367",
    "FREQ=YEARLY;BYWEEKNO=1",
    "FREQ=YEARLY;COUNT=22",
    "BYDAY=MO",
    "freq=daily",
    "FREQ=DAILY;" + "X" * 200,
)


def test_an_event_is_planned_and_seen(place: Place) -> None:
    sent = body(description="Bring\na starter.", location="The old mill", capacity=10)
    event = made(place, **sent)

    assert event | sent == event
    assert event["creator_id"] == place.owner.user_id
    assert (event["revision"], event["cancelled"], event["remind_min"]) == (1, False, 15)
    assert (event["time_zone"], event["recurrence"], event["exceptions"]) == ("UTC", None, [])
    assert event["occurrence"] == {
        "date": rfc(MONDAY)[:10],
        "starts_at": sent["starts_at"],
        "ends_at": sent["ends_at"],
        "going_count": 0,
        "maybe_count": 0,
        "my_rsvp": None,
    }
    reply = seen(event, place.member)
    assert (reply.body, reply.headers["etag"]) == (event, '"1"')


def test_a_series_keeps_its_rule(place: Place) -> None:
    sent = weekly(exceptions=["2030-12-30", "2030-12-23", "2030-12-30"], remind_min=None)
    event = made(place, **sent, time_zone="Europe/Berlin")
    assert event["recurrence"] == "FREQ=WEEKLY;BYDAY=MO"
    assert event["exceptions"] == ["2030-12-23", "2030-12-30"]
    assert event["remind_min"] is None


def test_times_may_be_given_with_an_offset(place: Place) -> None:
    moved = {"starts_at": "2030-06-01T20:00:00.999+02:00", "ends_at": "2030-06-01t19:00:00z"}
    event = made(place, **body() | moved)
    assert event["starts_at"] == "2030-06-01T18:00:00.000Z"
    assert event["ends_at"] == "2030-06-01T19:00:00.000Z"


def test_a_new_event_is_told_and_audited(place: Place) -> None:
    event = made(place, **weekly(capacity=3, location="Here"))
    [told] = emitted(CalendarEventCreated, community_id=place.community_id)
    assert told.calendar_event_id == event["id"]
    assert (told.recurrence, told.capacity, told.location) == (event["recurrence"], 3, "Here")
    entry = log_of(place.community_id)[-1]
    assert (entry["action"], entry["target_id"]) == ("event_created", event["id"])
    assert entry["after"]["capacity"] == 3


def test_who_may_create_events_may(place: Place) -> None:
    with nothing_changes("communities"):
        check_lacks(create(place, place.member), "CREATE_EVENTS")
    empower(place, place.member, Permission.CREATE_EVENTS)
    assert made(place, place.member)["creator_id"] == place.member.user_id


def test_an_event_in_a_channel_needs_the_channel(place: Place) -> None:
    empower(place, place.member, Permission.CREATE_EVENTS)
    tied = body(channel_id=place.channel_id)
    assert made(place, place.member, **tied)["channel_id"] == place.channel_id
    hide(place)
    other = founded(place.owner, "private").channel_id
    with nothing_changes("communities"):
        check_refused(create(place, place.member, **tied), 404, "not_found")
        for channel_id in (other, "chn_01ARZ3NDEKTSV4RRFFQ69G5FAV"):
            refused = create(place, **body(channel_id=channel_id))
            check_refused(refused, 404, "not_found")


def test_a_category_holds_no_event(place: Place) -> None:
    new = {"name": "talk", "type": "category"}
    category = call(create_channel, f"{place.path}/channels", as_=place.owner, body=new).body["id"]
    check_invalid(create(place, **body(channel_id=category)), "/body/channel_id")


def test_strangers_learn_nothing(place: Place) -> None:
    check_hidden(create_event, lambda id_: f"/communities/{id_}/events", place, body=body())


def test_what_is_no_event_changes_nothing(place: Place) -> None:
    path = f"{place.path}/events"
    with nothing_changes("communities"):
        check_bad_bodies(create_event, path, body(), place.owner)
        check_bad_fields(create_event, path, body(), BAD, place.owner)
        for bad in ("2026-12-32", 1, "20261224", "2026-02-29"):
            check_invalid(create(place, **weekly(exceptions=[bad])), "/body/exceptions/0")
        too_long = body(hours=31 * 24 + 1)
        check_invalid(create(place, **too_long), "/body/ends_at")


@pytest.mark.parametrize("rule", BAD_RULES)
def test_rules_that_no_series_can_have_are_refused(place: Place, rule: str) -> None:
    with nothing_changes("communities"):
        check_invalid(create(place, **body(recurrence=rule)), "/body/recurrence")


def test_a_series_does_not_begin_in_an_hour_that_comes_twice_already_over(place: Place) -> None:
    """At 02:30 in Berlin, the second time: a rule means the first (RFC 5545, section 3.3.10)."""
    times = {"starts_at": "2030-10-27T01:30:00Z", "ends_at": "2030-10-27T02:00:00Z"}
    zone = {"time_zone": "Europe/Berlin", "recurrence": "FREQ=DAILY"}
    check_invalid(create(place, **body() | times | zone), "/body/recurrence")
    assert create(place, **body() | times | {"time_zone": "Europe/Berlin"}).status == 201


def test_a_calendar_holds_so_many_events_that_are_not_over(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exactly so many, however many are planned at once; what is over makes room."""
    monkeypatch.setattr(calendar, "MAX_EVENTS", 3)
    times = {"starts_at": "2020-01-01T00:00:00Z", "ends_at": "2020-01-01T01:00:00Z"}
    assert create(place, **body() | times).status == 201
    replies = in_parallel(8, lambda _: create(place))
    assert sorted(r.status for r in replies) == [201] * 3 + [422] * 5
    assert {r.code for r in replies if r.status == 422} == {"limit_reached"}
    assert create(place, **body() | times).status == 201
