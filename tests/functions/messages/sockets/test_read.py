"""Reading over the socket: moves the position, is not answered."""

from __future__ import annotations

import pytest

from commons.testing import Connections, Person, Socket, call
from functions.messages.endpoints.list_read_states import list_read_states
from functions.messages.endpoints.update_read_state import update_read_state
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    Place,
    flush,
    last_error,
    look,
    open_socket,
    say,
    stream_rows,
)


@pytest.fixture
def socket(place: Place, connections: Connections) -> Socket:
    """The member's socket; three messages wait."""
    for _ in range(3):
        say(place, place.owner)
    flush(place)
    return look(place, place.member, connections)


def position(place: Place) -> int:
    """How far the member has read."""
    [state] = call(list_read_states, "/read-states", as_=place.member).body["data"]
    return int(state["seq"])


def test_the_position_moves_forward_only(place: Place, socket: Socket) -> None:
    assert socket.send("read", {"channel_id": place.channel_id, "seq": 2}, 1) is None
    assert position(place) == 2

    assert socket.send("read", {"channel_id": place.channel_id, "seq": 1}) is None
    assert position(place) == 2
    reply = call(update_read_state, place.read_state, as_=place.member, body={"seq": 3})
    assert (reply.body["seq"], reply.body["unread"]) == (3, 0)


@pytest.mark.parametrize("seq", [4, -1, 10**12, "1", 1.5, True, None])
def test_what_is_no_position_is_refused(place: Place, socket: Socket, seq: object) -> None:
    before = stream_rows(place)
    answer = socket.send("read", {"channel_id": place.channel_id, "seq": seq}, "f")

    assert answer is not None
    assert (answer["op"], answer["id"]) == ("error", "f")
    assert (answer["d"]["status"], answer["d"]["code"]) == (422, "validation_failed")
    assert stream_rows(place) == before
    assert not socket.closed


@pytest.mark.parametrize("d", [{}, {"seq": 1}, {"channel_id": ABSENT_CHANNEL, "seq": 1}])
def test_an_unknown_channel_is_not_found(socket: Socket, d: dict[str, object]) -> None:
    answer = socket.send("read", d)

    assert answer is not None
    assert (answer["op"], answer["d"]["code"]) == ("error", "not_found")


def test_unknown_fields_are_refused(place: Place, socket: Socket) -> None:
    answer = socket.send("read", {"channel_id": place.channel_id, "seq": 1, "unread": 0})

    assert answer is not None
    assert answer["d"]["code"] == "validation_failed"
    assert position(place) == 0


def test_a_stranger_finds_nothing(place: Place, mallory: Person, connections: Connections) -> None:
    say(place, place.owner)
    before = stream_rows(place)
    socket = look(place, mallory, connections)
    answer = socket.send("read", {"channel_id": place.channel_id, "seq": 1})

    assert answer is not None
    assert (answer["d"]["status"], answer["d"]["code"]) == (404, "not_found")
    assert stream_rows(place) == before


def test_nobody_reads_before_identify(place: Place, connections: Connections) -> None:
    socket = open_socket(place.member, connections)

    assert socket.send("read", {"channel_id": place.channel_id, "seq": 0}) is None
    assert last_error(socket)["close_code"] == 4003
    assert socket.closed
