"""Sending over the socket: an ack once it is stored, a nack for every refusal."""

from __future__ import annotations

import json

import pytest

from commons import frames
from commons.testing import Connections, Person, Socket, call
from functions.communities.endpoints.ban_member import ban_member
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.list_messages import list_messages
from tests.functions.messages.bad_input import BODIES
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    Body,
    Place,
    add_channel,
    at_once,
    flush,
    heard,
    last_error,
    look,
    open_socket,
    say,
    stream_rows,
)


@pytest.fixture
def socket(place: Place, connections: Connections) -> Socket:
    """The member's socket."""
    return look(place, place.member, connections)


def send(socket: Socket, place: Place, **d: object) -> Body:
    """Send a frame with an id; the answer."""
    answer = socket.send("send", {"channel_id": place.channel_id, "nonce": "n", **d}, "f1")
    assert answer is not None
    assert answer["id"] == "f1"
    json.dumps(answer, ensure_ascii=False).encode()
    return answer


def check_nack(answer: Body, status: int, code: str) -> Body:
    """The answer is a nack with this problem."""
    assert answer["op"] == "nack"
    problem: Body = answer["d"]
    assert (problem["status"], problem["code"]) == (status, code)
    return problem


def test_a_message_is_acknowledged_and_heard(place: Place, socket: Socket) -> None:
    answer = send(socket, place, content="hello")

    acked = answer["d"]
    assert answer == {"op": "ack", "id": "f1", "d": {"nonce": "n", "id": acked["id"], "seq": 1}}
    path = f"{place.messages}/{acked['id']}"
    stored = call(get_message, path, as_=place.owner).body
    assert (stored["content"], stored["nonce"], stored["seq"]) == ("hello", "n", 1)
    flush(place)
    [event] = heard(socket)
    assert event["d"] == stored


def test_a_repeated_frame_sends_once(place: Place, socket: Socket) -> None:
    first = send(socket, place, content="hello")

    assert send(socket, place, content="hello") == first
    assert say(place, place.member, "hello", nonce="n")["id"] == first["d"]["id"]
    problem = check_nack(send(socket, place, content="other"), 422, "idempotency_mismatch")
    assert problem["nonce"] == "n"
    assert len(call(list_messages, place.messages, as_=place.owner).body["data"]) == 1


def test_one_nonce_at_once_is_one_message(place: Place, socket: Socket) -> None:
    answers = at_once(30, lambda _: send(socket, place, content="once"))

    assert all(answer == answers[0] for answer in answers)
    assert len(call(list_messages, place.messages, as_=place.owner).body["data"]) == 1


@pytest.mark.parametrize("wrong", BODIES)
def test_a_body_no_message_has_is_refused(place: Place, socket: Socket, wrong: str) -> None:
    large = len(json.dumps(BODIES[wrong])) > frames.MAX_FRAME
    answer = send(socket, place, **BODIES[wrong])

    check_nack(answer, *((413, "frame_too_large") if large else (422, "validation_failed")))
    assert stream_rows(place) == []
    assert not socket.closed


@pytest.mark.parametrize("nonce", [None, "", "a b", "n" * 256, "ü", "\ud800", 5])
def test_a_nonce_is_needed(place: Place, socket: Socket, nonce: object) -> None:
    answer = send(socket, place, content="a", nonce=nonce)

    check_nack(answer, 422, "validation_failed")
    assert stream_rows(place) == []


@pytest.mark.parametrize("channel", [None, 5, "", "chn_1", ["a"], "\ud800", ABSENT_CHANNEL])
def test_an_unknown_channel_is_not_found(place: Place, socket: Socket, channel: object) -> None:
    check_nack(send(socket, place, channel_id=channel, content="a"), 404, "not_found")


def test_a_stranger_finds_nothing(place: Place, mallory: Person, connections: Connections) -> None:
    socket = look(place, mallory, connections)

    there = check_nack(send(socket, place, content="a"), 404, "not_found")
    absent = check_nack(
        send(socket, place, channel_id=ABSENT_CHANNEL, content="a"), 404, "not_found"
    )
    assert there == absent
    assert not socket.closed
    assert stream_rows(place) == []


def test_a_ban_holds_on_the_next_frame(place: Place, socket: Socket) -> None:
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    call(ban_member, path, as_=place.owner)

    check_nack(send(socket, place, content="a"), 404, "not_found")


def test_lacking_permissions_are_named(place: Place, socket: Socket) -> None:
    answer = send(socket, place, content="a", mentions={"everyone": True})

    problem = check_nack(answer, 403, "missing_permission")
    assert problem["missing_permissions"] == ["MENTION_EVERYONE"]
    assert problem["explain_url"]


def test_some_channels_hold_no_messages(place: Place, socket: Socket) -> None:
    elsewhere = add_channel(place, "category")

    answer = send(socket, place, channel_id=elsewhere.channel_id, content="a")
    check_nack(answer, 409, "no_messages_here")


def test_a_frame_of_33_kilobytes_is_refused(place: Place, socket: Socket) -> None:
    d = {"channel_id": place.channel_id, "nonce": "n", "content": "a" * 33_000}
    answer = socket.send("send", d)

    assert answer is not None
    problem = check_nack(answer, 413, "frame_too_large")
    assert problem["max_bytes"] == frames.MAX_FRAME
    assert not socket.closed
    assert send(socket, place, content="smaller")["op"] == "ack"


def test_nobody_sends_before_identify(place: Place, connections: Connections) -> None:
    socket = open_socket(place.member, connections)
    frame = {"channel_id": place.channel_id, "nonce": "n", "content": "a"}

    assert socket.send("send", frame) is None
    assert last_error(socket)["close_code"] == 4003
    assert socket.closed
    assert stream_rows(place) == []
