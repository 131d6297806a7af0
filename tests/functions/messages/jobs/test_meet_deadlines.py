"""When it is time, polls close: told once, whatever happens to schedules."""

from __future__ import annotations

from commons.clock import now_ms
from commons.testing import Context, call
from commons.testing.schedules import fire
from functions.messages.deadlines import Deadline
from functions.messages.endpoints.close_poll import close_poll
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.jobs.meet_deadlines import meet_deadlines
from tests.clocks import moved_clock
from tests.functions.messages.places import Place, at_once
from tests.functions.messages.polls import ask, counts, due, path_of, poll, remember, told, vote
from tests.refusals import nothing_changes


def wake(place: Place) -> None:
    """The job runs, whatever woke it."""
    meet_deadlines({"detail": {"channel_id": place.channel_id, "at_ms": now_ms()}}, Context())


def test_a_poll_closes_when_it_is_time_and_what_is_next_is_scheduled(place: Place) -> None:
    first = ask(place, place.owner, duration_s=60)
    second = ask(place, place.owner, duration_s=120)
    vote(place, first, place.member, 2)
    remember(place)
    [scheduled] = due(place)
    with moved_clock() as clock:
        clock.move(61)
        fire(meet_deadlines, scheduled.name)
        closed = poll(place, first, place.member)
        assert poll(place, second, place.member)["closed_at"] is None
    assert (closed["closed_at"], counts(closed)) == (closed["closes_at"], [0, 1])
    assert told(place, "POLL_CLOSE") == ["POLL_CLOSE"]
    [following] = due(place)
    assert following.at_s > scheduled.at_s
    assert [row.seq for row in Deadline.list(place.channel_id)] == [second["seq"]]


def test_many_that_wake_at_once_tell_it_once(place: Place) -> None:
    ask(place, place.owner, duration_s=60)
    with moved_clock() as clock:
        clock.move(61)
        at_once(4, lambda _: wake(place))
        wake(place)
    assert told(place) == ["MESSAGE_CREATE", "POLL_CLOSE"]
    assert list(Deadline.list(place.channel_id)) == []


def test_scheduler_is_believed_where_this_clock_is_behind(place: Place) -> None:
    message = ask(place, place.owner, duration_s=60)
    remember(place)
    [scheduled] = due(place)
    fire(meet_deadlines, scheduled.name)
    assert told(place, "POLL_CLOSE") == ["POLL_CLOSE"]
    assert poll(place, message, place.owner)["closes_at"]


def test_what_is_closed_or_gone_already_is_not_told(place: Place) -> None:
    early = ask(place, place.owner, duration_s=60)
    gone = ask(place, place.owner, duration_s=60)
    call(close_poll, f"{path_of(place, early)}/poll/close", as_=place.owner)
    call(delete_message, path_of(place, gone), as_=place.owner)
    before = told(place)
    with moved_clock() as clock:
        clock.move(61)
        wake(place)
    assert told(place) == before
    assert list(Deadline.list(place.channel_id)) == []


def test_nothing_due_is_nothing_done(place: Place) -> None:
    ask(place, place.owner, duration_s=60)
    with nothing_changes("messages"):
        wake(place)
