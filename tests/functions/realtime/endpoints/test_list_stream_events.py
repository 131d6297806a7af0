"""The events after a position: how a client fills a hole it has seen."""

from __future__ import annotations

import pytest

from commons.streams.log import DynamoLog
from commons.testing import Person, Reply, call
from functions.realtime.endpoints.list_stream_events import list_stream_events
from tests.functions.messages.bad_input import raw
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    Place,
    check_refused,
    flush,
    same_but_where,
    say,
)
from tests.functions.realtime.rows import expire, put_messages


def events(place: Place, **query: object) -> Reply:
    """What the member is answered."""
    return call(list_stream_events, place.events, as_=place.member, query=query)


def bounds(reply: Reply) -> tuple[list[int], int, int, int]:
    """Positions, to, head and floor of an answer."""
    assert reply.status == 200, reply
    body = reply.body
    return [event["sq"] for event in body["data"]], body["to"], body["head"], body["floor"]


def test_a_stream_shows_its_events(place: Place) -> None:
    said = [say(place, place.owner, f"m{n}") for n in range(3)]
    flush(place)
    reply = events(place)

    assert bounds(reply) == ([1, 2, 3], 3, 3, 0)
    first = reply.body["data"][0]
    assert set(first) == {"t", "id", "sq", "ts", "d"}
    assert (first["t"], first["ts"]) == ("MESSAGE_CREATE", said[0]["created_at"])
    assert first["id"] == said[0]["id"].replace("msg_", "evt_")
    assert [event["d"] for event in reply.body["data"]] == said


def test_after_and_limit(place: Place) -> None:
    for _ in range(5):
        say(place, place.owner)
    flush(place)

    assert bounds(events(place, after=2)) == ([3, 4, 5], 5, 5, 2)
    assert bounds(events(place, after=1, limit=2)) == ([2, 3], 3, 5, 1)
    assert bounds(events(place, after=5)) == ([], 5, 5, 5)


def test_an_empty_stream_has_no_events(place: Place) -> None:
    assert bounds(events(place)) == ([], 0, 0, 0)


def test_it_may_run_ahead_of_the_pump_but_not_over_a_hole(place: Place) -> None:
    say(place, place.owner)
    assert bounds(events(place)) == ([1], 1, 1, 0)

    DynamoLog().reserve(place.stream)
    say(place, place.owner)
    assert bounds(events(place)) == ([1], 1, 1, 0)
    flush(place)
    assert bounds(events(place)) == ([1, 3], 3, 3, 0)


def test_below_the_floor_events_are_gone(place: Place) -> None:
    for _ in range(6):
        say(place, place.owner)
    flush(place)
    expire(place, 1, 2, 4)

    assert bounds(events(place, after=0)) == ([], 0, 6, 4)
    assert bounds(events(place, after=2)) == ([3], 3, 6, 4)
    assert bounds(events(place, after=4)) == ([5, 6], 6, 6, 4)


def test_more_than_a_megabyte_is_no_gap(place: Place) -> None:
    for _ in range(70):
        say(place, place.owner, ciphertext=raw(16 * 1024), content=None)  # type: ignore[arg-type]
    flush(place)

    assert bounds(events(place)) == (list(range(1, 71)), 70, 70, 0)


def test_a_page_of_a_hundred_leads_to_the_next(place: Place) -> None:
    put_messages(place, 150)
    flush(place)

    assert bounds(events(place)) == (list(range(1, 101)), 100, 150, 0)
    assert bounds(events(place, after=100)) == (list(range(101, 151)), 150, 150, 100)


@pytest.mark.parametrize("after", [2, 10**12 - 1])
def test_a_cursor_beyond_the_end_is_refused(place: Place, after: int) -> None:
    say(place, place.owner)
    flush(place)

    check_refused(events(place, after=after), 400, "bad_cursor")


@pytest.mark.parametrize(
    "query",
    [
        {"after": -1},
        {"after": 10**12},
        {"after": "x"},
        {"after": "1" * 5000},
        {"after": ""},
        {"limit": 0},
        {"limit": 101},
        {"limit": "all"},
    ],
)
def test_queries_of_another_form_are_refused(place: Place, query: dict[str, object]) -> None:
    check_refused(events(place, **query), 422, "validation_failed")


def test_a_stranger_finds_nothing(place: Place, mallory: Person) -> None:
    say(place, place.owner)
    there = call(list_stream_events, place.events, as_=mallory)
    absent = call(list_stream_events, f"/event-streams/h:{ABSENT_CHANNEL}/events", as_=mallory)

    check_refused(there, 404, "not_found")
    assert same_but_where(there.body) == same_but_where(absent.body)
    check_refused(call(list_stream_events, place.events), 401, "unauthorized")


@pytest.mark.parametrize("stream", ["h:", "x", "h:chn_1", "%00", "h%3A", "u:me", "h:" + "x" * 3000])
def test_a_name_of_another_form_is_no_stream(place: Place, stream: str) -> None:
    reply = call(list_stream_events, f"/event-streams/{stream}/events", as_=place.member)

    check_refused(reply, 404, "not_found")


def test_another_persons_stream_is_not_there(place: Place) -> None:
    for stream in (f"u:{place.owner.user_id}", f"c:{place.channel_id}", place.channel_id):
        reply = call(list_stream_events, f"/event-streams/{stream}/events", as_=place.member)
        check_refused(reply, 404, "not_found")
