"""Heartbeats; and what holds for every frame: its form, its limit, its session."""

from __future__ import annotations

import json

import pytest

from commons import auth
from commons.clock import now_s
from commons.frames import FRAMES_PER_MINUTE, MAX_FRAME
from commons.testing import Connections, Person, Socket, call
from functions.auth.endpoints.logout import logout
from functions.realtime.models import Connection
from tests.functions.messages.places import Place, flush, heard, last_error, look, open_socket, say


@pytest.fixture
def socket(alice: Person, connections: Connections) -> Socket:
    """A socket that has not identified itself."""
    return open_socket(alice, connections)


def test_a_heartbeat_is_answered(socket: Socket) -> None:
    assert socket.send("hb") == {"op": "hb_ack", "d": {}}
    assert socket.send("hb", id_=7) == {"op": "hb_ack", "id": 7, "d": {}}
    assert socket.send("hb", {"any": "thing"}, "h-1") == {"op": "hb_ack", "id": "h-1", "d": {}}
    assert socket.frames == []


@pytest.mark.parametrize(
    "body", ['{"op": "hb"}', '{"op": "hb", "d": null}', '{"op": "hb", "d": {}}']
)
def test_it_needs_no_payload(socket: Socket, body: str) -> None:
    assert socket.send_raw(body, "hb") == {"op": "hb_ack", "d": {}}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "{",
        "[]",
        "null",
        "5",
        '"hb"',
        "\x7fELF\x02\x01\x01\0\0",
        "\0",
        "\ud800",
        '{"op": "hb", "d": []}',
        '{"op": "hb", "d": 0}',
        '{"op": "hb", "d": ""}',
        '{"op": "hb", "d": false}',
        '{"op": "hb", "d": {}, "id": 1.5}',
        '{"op": "hb", "d": {}, "id": []}',
        '{"op": "hb", "d": {}, "id": "\\ud800"}',
        '{"op": "hb", "d": {}, "id": "ä"}',
        json.dumps({"op": "hb", "d": {}, "id": "x" * 65}),
        json.dumps({"op": "hb", "d": {}, "id": 10**80}),
        '{"op": "hb", "d": ' + "[" * 20_000,
        '{"op": "hb", "d": {"a": ' + "1" * 5000 + "}}",
        '{"op": "hb", "d": {}}' * 2,
    ],
)
def test_what_is_no_frame_ends_the_socket(
    alice: Person, connections: Connections, body: str
) -> None:
    socket, other = (open_socket(alice, connections) for _ in range(2))

    assert socket.send_raw(body, "hb") is None
    problem = last_error(socket)
    assert (problem["code"], problem["close_code"]) == ("not_json", 4002)
    assert problem["reconnect"] is True
    assert socket.closed
    assert other.send("hb") == {"op": "hb_ack", "d": {}}
    assert other.frames == []


@pytest.mark.parametrize("length", [MAX_FRAME + 1, 33_000, 120_000])
def test_a_frame_too_large_is_refused(socket: Socket, length: int) -> None:
    frame = json.dumps({"op": "hb", "id": "big", "d": {"a": ""}})
    body = frame.replace('""', f'"{"x" * (length - len(frame))}"')
    answer = socket.send_raw(body, "hb")

    assert len(body) == length
    assert answer is not None
    assert (answer["op"], answer["id"]) == ("error", "big")
    assert (answer["d"]["status"], answer["d"]["code"]) == (413, "frame_too_large")
    assert "close_code" not in answer["d"]
    assert not socket.closed
    assert socket.send("hb") == {"op": "hb_ack", "d": {}}


def test_the_largest_frame_is_taken(socket: Socket) -> None:
    frame = json.dumps({"op": "hb", "d": {"a": ""}})
    body = frame.replace('""', f'"{"x" * (MAX_FRAME - len(frame))}"')

    assert len(body) == MAX_FRAME
    assert socket.send_raw(body, "hb") == {"op": "hb_ack", "d": {}}


def test_size_is_counted_in_bytes(socket: Socket) -> None:
    body = json.dumps({"op": "hb", "d": {"a": "€" * 11_000}}, ensure_ascii=False)
    answer = socket.send_raw(body, "hb")

    assert answer is not None
    assert answer["d"]["code"] == "frame_too_large"


def test_the_121st_frame_of_a_minute_ends_the_socket(
    alice: Person, connections: Connections
) -> None:
    other = open_socket(alice, connections)
    while True:
        socket, minute = open_socket(alice, connections), now_s() // 60
        answers = [socket.send("hb") for _ in range(FRAMES_PER_MINUTE)]
        last = socket.send("hb")
        if now_s() // 60 == minute:
            break

    assert answers == [{"op": "hb_ack", "d": {}}] * FRAMES_PER_MINUTE
    assert last is None
    problem = last_error(socket)
    assert (problem["code"], problem["close_code"]) == ("too_many_frames", 4008)
    assert problem["status"] == 429
    assert socket.closed
    assert other.send("hb") == {"op": "hb_ack", "d": {}}


def test_the_next_minute_counts_from_zero(socket: Socket) -> None:
    last_minute = [
        Connection.frames.set(FRAMES_PER_MINUTE),
        Connection.minute.set(now_s() // 60 - 1),
    ]
    Connection.of(socket.connection_id).change(last_minute)

    assert socket.send("hb") == {"op": "hb_ack", "d": {}}


def test_a_revoked_session_ends_the_socket(alice: Person, socket: Socket) -> None:
    assert call(logout, "/auth/logout", as_=alice).status == 204
    auth.forget()

    assert socket.send("hb") is None
    problem = last_error(socket)
    assert (problem["code"], problem["close_code"]) == ("session_ended", 4010)
    assert problem["reconnect"] is False
    assert socket.closed


def test_a_forgotten_socket_must_open_another(socket: Socket) -> None:
    socket.disconnect()

    assert socket.send("hb") is None


def test_one_broken_client_does_not_touch_the_others(
    place: Place, connections: Connections
) -> None:
    broken = look(place, place.member, connections)
    other = look(place, place.owner, connections)
    broken.send_raw("\x00\x01", "$default")
    say(place, place.owner)
    flush(place)

    assert broken.closed
    assert len(heard(other)) == 1
    assert not other.closed
