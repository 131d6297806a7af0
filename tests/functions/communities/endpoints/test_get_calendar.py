"""The calendar of a public community, for any calendar program."""

from __future__ import annotations

from datetime import UTC, datetime

from commons.testing import Reply, call
from functions.communities.endpoints.get_calendar import get_calendar
from tests.functions.communities.calendars import body, delete_now, edit, made, weekly
from tests.functions.communities.conftest import ABSENT, BAD_IDS, Place
from tests.functions.communities.feeds import read, text_of
from tests.refusals import check_refused, check_same

SUMMER = {"starts_at": "2030-06-03T16:00:00.000Z", "ends_at": "2030-06-03T17:30:00.000Z"}
BERLIN = {"time_zone": "Europe/Berlin"}


def calendar(place: Place, **headers: str) -> Reply:
    """What everybody gets."""
    return call(get_calendar, f"{place.path}/events.ics", headers=headers)


def test_an_event_is_told_whole(public: Place) -> None:
    words = {
        "title": "Rye, wheat; " + "ß" * 60,
        "description": "One\ntwo, three\\",
        "location": "x;y",
    }
    event = made(public, **body() | SUMMER | words)
    found = read(calendar(public))[event["id"]]
    assert found.summary.value == words["title"]
    assert found.description.value == words["description"]
    assert found.location.value == words["location"]
    assert found.dtstart.value == datetime(2030, 6, 3, 16, tzinfo=UTC)
    assert found.dtend.value == datetime(2030, 6, 3, 17, 30, tzinfo=UTC)
    assert (found.sequence.value, found.status.value) == ("0", "CONFIRMED")


def test_words_cannot_become_lines_of_their_own(public: Place) -> None:
    made(public, **body(title="x", description="a\nEND:VEVENT\nBEGIN:VEVENT\nUID:evil"))
    assert len(read(calendar(public))) == 1


def test_a_series_is_told_by_its_rule_in_its_time_zone(public: Place) -> None:
    rule = {"recurrence": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20310101T000000Z"}
    event = made(public, **weekly() | SUMMER | BERLIN | rule | {"exceptions": ["2030-06-10"]})
    reply = calendar(public)
    found = read(reply)[event["id"]]
    assert found.dtstart.value.replace(tzinfo=None) == datetime(2030, 6, 3, 18)
    assert found.dtstart.value.astimezone(UTC) == datetime(2030, 6, 3, 16, tzinfo=UTC)
    assert [one.replace(tzinfo=None) for one in found.exdate.value] == [datetime(2030, 6, 10, 18)]
    assert set(found.rrule.value.split(";")) == set(rule["recurrence"].split(";"))
    text = text_of(reply)
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n" in text
    assert "DTSTART;TZID=Europe/Berlin:20300603T180000\r\n" in text


def test_edits_count_and_what_is_called_off_says_so(public: Place) -> None:
    event = made(public)
    edit(event, public.owner, cancelled=True)
    found = read(calendar(public))[event["id"]]
    assert (found.sequence.value, found.status.value) == ("1", "CANCELLED")
    delete_now(event, public.owner)
    assert read(calendar(public)) == {}


def test_only_what_everybody_sees_is_in_it(public: Place) -> None:
    made(public, **body(channel_id=public.channel_id))
    long_over = {"starts_at": "2020-01-01T00:00:00Z", "ends_at": "2020-01-01T01:00:00Z"}
    made(public, **body() | long_over)
    shown = made(public)
    assert read(calendar(public)).keys() == {shown["id"]}


def test_what_has_not_changed_is_not_sent_again(public: Place) -> None:
    event = made(public)
    first = calendar(public)
    assert first.headers["cache-control"] == "public, max-age=300"
    again = calendar(public, **{"if-none-match": first.headers["etag"]})
    assert (again.status, again.text) == (304, "")
    edit(event, public.owner, title="New")
    assert calendar(public, **{"if-none-match": first.headers["etag"]}).status == 200


def test_a_private_one_is_hidden(place: Place) -> None:
    made(place)
    hidden = calendar(place)
    check_refused(hidden, 404, "not_found")
    for id_ in (ABSENT, *BAD_IDS):
        check_same(hidden, call(get_calendar, f"/communities/{id_}/events.ics"))
