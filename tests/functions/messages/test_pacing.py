"""Slow mode: who has written waits, over HTTP and over the socket."""

from __future__ import annotations

from collections import Counter

import pytest

from commons import clock
from commons.testing import Connections, Reply, call
from functions.communities.endpoints.update_channel import update_channel
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message
from tests.faults import calls
from tests.functions.messages.places import (
    Place,
    add_channel,
    at_once,
    check_refused,
    look,
    say,
    stream_rows,
)


def slow(place: Place, seconds: int) -> None:
    body = {"slow_mode_s": seconds}
    path = f"/channels/{place.channel_id}"
    assert call(update_channel, path, as_=place.owner, body=body).status == 200


def send(place: Place, content: str = "hello", **more: object) -> Reply:
    body = {"content": content, **more}
    return call(send_message, place.messages, as_=place.member, body=body)


def later(monkeypatch: pytest.MonkeyPatch, ms: int) -> None:
    """The clock goes on."""
    now = clock.now_ms()
    monkeypatch.setattr("functions.messages.pacing.now_ms", lambda: now + ms)


def test_who_has_written_waits_as_long_as_the_channel_asks(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(place, 30)
    assert send(place).status == 201
    refused = send(place)
    problem = check_refused(refused, 429, "slow_mode")
    assert 28 <= int(refused.headers["retry-after"]) <= 30
    assert problem["retry_after"] == int(refused.headers["retry-after"])

    later(monkeypatch, 29_000)
    check_refused(send(place), 429, "slow_mode")
    later(monkeypatch, 31_000)
    assert send(place).status == 201
    check_refused(send(place), 429, "slow_mode")


def test_of_many_at_once_one_is_stored(place: Place) -> None:
    slow(place, 60)
    replies = at_once(8, lambda n: send(place, nonce=f"n{n}"))

    assert Counter(reply.code for reply in replies) == {None: 1, "slow_mode": 7}
    assert len(call(list_messages, place.messages, as_=place.owner).body["data"]) == 1


def test_one_nonce_at_once_is_one_message_and_no_refusal(place: Place) -> None:
    slow(place, 60)
    replies = at_once(8, lambda _: send(place, nonce="n"))

    assert {reply.status for reply in replies} == {201}
    assert len({reply.body["id"] for reply in replies}) == 1
    again = send(place, nonce="n")
    assert (again.status, again.headers["idempotency-replayed"]) == (201, "true")


def test_the_socket_says_it_too(place: Place, connections: Connections) -> None:
    slow(place, 60)
    socket = look(place, place.member, connections)
    frame = {"channel_id": place.channel_id, "content": "hello"}
    first = socket.send("send", {**frame, "nonce": "a"})
    assert first is not None
    assert first["op"] == "ack"
    second = socket.send("send", {**frame, "nonce": "b"})
    assert second is not None
    assert (second["op"], second["d"]["code"]) == ("nack", "slow_mode")
    assert 58 <= second["d"]["retry_after"] <= 60
    check_refused(send(place), 429, "slow_mode")


def test_others_other_channels_and_who_may_bypass_it_do_not_wait(place: Place) -> None:
    slow(place, 60)
    assert send(place).status == 201
    for _ in range(2):
        say(place, place.owner)
    say(add_channel(place), place.member)
    assert [row["sk"] for row in stream_rows(place) if row["sk"][0] == "W"] == [
        f"W#{place.member.user_id}"
    ]


def test_deleting_it_does_not_shorten_the_wait(place: Place) -> None:
    slow(place, 60)
    sent = send(place)
    assert call(delete_message, f"{place.messages}/{sent.body['id']}", as_=place.member).status
    check_refused(send(place), 429, "slow_mode")


def test_it_ends_where_it_is_switched_off_and_costs_nothing_there(place: Place) -> None:
    slow(place, 60)
    assert send(place).status == 201
    slow(place, 0)
    assert send(place).status == 201
    with calls() as watched:
        assert send(place).status == 201
    assert "W#" not in str(watched.requests)
