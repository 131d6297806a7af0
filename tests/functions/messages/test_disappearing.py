"""Messages that disappear: from their second on in no answer, and soon after in no copy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from commons.clock import now_ms
from commons.testing import Connections, Context, call
from commons.testing.schedules import fire
from functions.messages.deadlines import Deadline
from functions.messages.endpoints.add_reaction import add_reaction
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.list_message_revisions import list_message_revisions
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.list_pins import list_pins
from functions.messages.endpoints.list_reactors import list_reactors
from functions.messages.endpoints.list_read_states import list_read_states
from functions.messages.endpoints.pin_message import pin_message
from functions.messages.endpoints.send_message import send_message
from functions.messages.jobs.meet_deadlines import meet_deadlines
from functions.messages.jobs.purge_reactions import purge_reactions
from functions.realtime.endpoints.list_stream_events import list_stream_events
from tests.clocks import moved_clock
from tests.functions.messages.places import (
    Body,
    Place,
    at_once,
    check_refused,
    flush,
    heard,
    look,
    say,
    stream_rows,
)
from tests.functions.messages.polls import due, remember, told, vote
from tests.refusals import check_invalid, nothing_changes

WORDS = "burn-after-reading"


def whisper(place: Place, **more: object) -> Body:
    """A message of the owner's that disappears in 30 seconds, and mentions the member."""
    mentions = {"users": [place.member.user_id]}
    return say(place, place.owner, WORDS, expires_in=30, mentions=mentions, **more)


def everything(place: Place, path: str) -> list[Any]:
    """All that the member can read of the channel."""
    who = place.member
    unread = call(list_read_states, "/read-states", as_=who).body["data"]
    return [
        call(list_messages, place.messages, as_=who).body,
        call(list_messages, place.messages, as_=who, query={"around": path[-30:]}).body,
        call(list_pins, place.pins, as_=who).body,
        call(list_stream_events, place.events, as_=who).body,
        call(get_message, path, as_=who).body,
        call(list_message_revisions, f"{path}/revisions", as_=place.owner).body,
        call(list_reactors, f"{path}/reactions/🍞", as_=who).body,
        [(one["unread"], one["mentions"]) for one in unread],
    ]


def wake(place: Place) -> None:
    """The job runs, whatever woke it."""
    meet_deadlines({"detail": {"channel_id": place.channel_id, "at_ms": now_ms()}}, Context())


def lively(place: Place) -> str:
    """A whisper that was edited, pinned and reacted to; its path."""
    path = f"{place.messages}/{whisper(place)['id']}"
    call(edit_message, path, as_=place.owner, body={"content": f"{WORDS} again"})
    call(add_reaction, f"{path}/reactions/🍞", as_=place.member)
    call(pin_message, f"{place.pins}/{path[-30:]}", as_=place.owner)
    flush(place)
    return path


def test_it_says_when_it_disappears(place: Place) -> None:
    message = whisper(place)
    lasts = datetime.fromisoformat(message["expires_at"]) - datetime.fromisoformat(
        message["created_at"]
    )
    assert 29 <= lasts.total_seconds() <= 30
    path = f"{place.messages}/{message['id']}"
    edited = call(edit_message, path, as_=place.owner, body={"content": "still"}).body
    assert edited["expires_at"] == message["expires_at"]


def test_from_its_second_on_it_is_in_no_answer(place: Place) -> None:
    path = lively(place)
    assert WORDS in str(everything(place, path))
    assert everything(place, path)[-1] == [(1, 1)]
    with moved_clock() as clock:
        clock.move(31)
        after = everything(place, path)
        assert WORDS not in str(after)
        assert after[-1] == [(0, 0)]
        assert after[0]["data"] == after[2]["data"] == []
        for gone in after[4:7]:
            assert gone["code"] == "not_found"
        body = {"content": "why?", "reply_to": [path[-30:]]}
        answer = call(send_message, place.messages, as_=place.member, body=body)
        check_invalid(answer, "/reply_to/0")
        with nothing_changes("messages"):
            edit = call(edit_message, path, as_=place.owner, body={"content": "stay"})
            check_refused(edit, 404, "not_found")
            assert vote(place, {"id": path[-30:]}, place.member, 1).status == 404


def test_whoever_comes_back_later_is_not_replayed_it(
    place: Place, connections: Connections
) -> None:
    lively(place)
    with moved_clock() as clock:
        clock.move(31)
        socket = look(place, place.member, connections, cursor=0)
        assert WORDS not in str(heard(socket))
        assert {event["t"] for event in heard(socket)} == {"REACTION_ADD", "PIN_ADD"}


def test_soon_after_nothing_of_it_is_stored_and_whoever_looks_is_told_once(
    place: Place, connections: Connections
) -> None:
    path = lively(place)
    socket = look(place, place.member, connections)
    remember(place)
    [scheduled] = due(place)
    with moved_clock() as clock:
        clock.move(31)
        fire(meet_deadlines, scheduled.name)
        at_once(3, lambda _: wake(place))
        purge_reactions({}, Context())
    flush(place)

    [event] = heard(socket)
    assert (event["t"], event["d"]["id"]) == ("MESSAGE_DELETE", path[-30:])
    assert WORDS not in str(stream_rows(place))
    left = {row["sk"][:2] for row in stream_rows(place)}
    assert left <= {"L#", "HE", "CU", "PI", "I#"}
    assert list(Deadline.list(place.channel_id)) == []
    assert told(place, "MESSAGE_DELETE") == ["MESSAGE_DELETE"]


def test_a_poll_goes_with_its_message(place: Place) -> None:
    poll = {"question": WORDS, "answers": [{"text": "yes"}, {"text": "no"}]}
    message = say(place, place.owner, poll=poll, expires_in=30)
    vote(place, message, place.member, 1)
    with moved_clock() as clock:
        clock.move(86_500)
        wake(place)
        purge_reactions({}, Context())
    assert told(place) == ["MESSAGE_CREATE", "POLL_VOTE", "MESSAGE_DELETE"]
    assert WORDS not in str(stream_rows(place))
    assert not [row for row in stream_rows(place) if row["sk"][0] in "VPX"]


def test_a_send_that_is_repeated_later_tells_nothing(place: Place) -> None:
    body = {"content": WORDS, "expires_in": 30, "nonce": "one"}
    assert call(send_message, place.messages, as_=place.owner, body=body).status == 201
    with moved_clock() as clock:
        clock.move(31)
        again = call(send_message, place.messages, as_=place.owner, body=body)
    assert (again.status, again.body["content"]) == (201, None)


@pytest.mark.parametrize("seconds", [29, 0, -1, 90 * 86_400 + 1, "30", 30.5])
def test_it_lasts_from_30_seconds_to_90_days(place: Place, seconds: object) -> None:
    body = {"content": WORDS, "expires_in": seconds}
    with nothing_changes("messages"):
        reply = call(send_message, place.messages, as_=place.owner, body=body)
        check_invalid(reply, "/body/expires_in")
