"""Ops there are not, and frames that are none."""

from __future__ import annotations

import pytest

from commons.testing import Connections, Person
from tests.functions.messages.places import last_error, open_socket


@pytest.mark.parametrize("op", ["", "SEND", "hello", "ack", "batch", "$connect ", "x" * 500, "ä"])
@pytest.mark.parametrize("identified", [True, False])
def test_an_op_there_is_not_ends_the_socket(
    alice: Person, connections: Connections, op: str, identified: bool
) -> None:
    socket = open_socket(alice, connections)
    if identified:
        socket.send("identify")

    assert socket.send(op, id_="i") is None
    problem = last_error(socket)
    assert (problem["code"], problem["close_code"]) == ("bad_op", 4001)
    assert socket.frames[-1]["id"] == "i"
    assert socket.closed


@pytest.mark.parametrize("body", ['{"d": {}}', '{"op": null}', '{"op": 5, "d": {}}', "{}"])
def test_a_frame_without_an_op_ends_the_socket(
    alice: Person, connections: Connections, body: str
) -> None:
    socket = open_socket(alice, connections)

    assert socket.send_raw(body) is None
    assert last_error(socket)["close_code"] == 4001


@pytest.mark.parametrize("body", ["hello", "", "\x00\xff", "<xml/>", "[1]"])
def test_what_is_not_json_ends_the_socket(
    alice: Person, connections: Connections, body: str
) -> None:
    socket = open_socket(alice, connections)

    assert socket.send_raw(body) is None
    assert last_error(socket)["close_code"] == 4002
    assert socket.closed
