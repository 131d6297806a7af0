"""A crash is a 500 problem with a request id, a logged error without content, a counted metric."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from commons.events import Event, consumer
from commons.http import Access, Endpoint, endpoint
from commons.invocation import logger
from commons.sockets import socket_action
from commons.testing import (
    Connections,
    Context,
    Person,
    Socket,
    call,
    connect,
    deliver,
    endpoint_of,
)
from commons.validation import Input
from tests.faults import throttled

pytestmark = pytest.mark.usefixtures("aws")

SECRET = "what nobody may read in a log"


class Body(Input):
    """Something private."""

    text: str


@endpoint("POST /broken", access=Access.ANONYMOUS)
async def broken(body: Body) -> None:
    """Break on the user's own words."""
    raise RuntimeError(body.text)


@endpoint("POST /wrong", access=Access.ANONYMOUS)
async def wrong(body: Body) -> Body:
    """Answer something that is not what the declaration says."""
    return body.text  # type: ignore[return-value]


class Told(Event):
    """Something happened."""


@consumer(Told)
def on_told(event: Told) -> None:
    """Break."""
    raise RuntimeError(SECRET)


@socket_action("$default", identified=False)
def breaking(d: dict[str, object], socket: Socket) -> None:
    """Break."""
    raise RuntimeError(SECRET)


def _lines(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def _log_here() -> None:
    """Powertools' handler keeps the standard output it was made under: give it this test's."""
    for handler in logging.getLogger(logger("commons").name).handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.stream = sys.stdout  # setStream would flush the old one, which is closed


@pytest.mark.parametrize("crashing", [broken, wrong], ids=["handler", "answer"])
def test_a_crash_is_a_problem_a_log_line_and_a_metric(
    crashing: Endpoint, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    _log_here()
    reply = call(crashing, crashing.path, body={"text": SECRET})

    assert (reply.status, reply.code) == (500, "internal_error")
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.body["request_id"] == reply.headers["x-request-id"]
    captured = capsys.readouterr()
    [line] = [one for one in _lines(captured.out) if one.get("message") == "crash"]
    assert line["function"] == crashing.name
    assert line["request_id"] == reply.body["request_id"]
    [metric] = [one for one in _lines(captured.out) if "_aws" in one]
    assert metric["Crash"] == [1.0]
    assert SECRET not in captured.out + captured.err + caplog.text + json.dumps(reply.body)


def test_a_consumer_that_crashes_fails_so_that_the_event_comes_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _log_here()
    event = Told()

    assert deliver(on_told, event) == [event.event_id]
    assert SECRET not in capsys.readouterr().out


def test_a_socket_action_that_crashes_answers_an_error(
    alice: Person, connections: Connections, capsys: pytest.CaptureFixture[str]
) -> None:
    _log_here()
    socket = connect(alice, connections)
    assert isinstance(socket, Socket)
    event = {"requestContext": {"connectionId": socket.connection_id}, "body": '{"op": "x"}'}

    frame = json.loads(breaking(event, Context())["body"])

    assert (frame["op"], frame["d"]["code"]) == ("error", "internal_error")
    assert SECRET not in capsys.readouterr().out
    assert not socket.closed


@pytest.mark.parametrize("front_door", ["http", "socket"])
def test_throttling_by_aws_is_ours_to_say_and_theirs_to_repeat(
    alice: Person, connections: Connections, capsys: pytest.CaptureFixture[str], front_door: str
) -> None:
    _log_here()
    socket = connect(alice, connections)
    assert isinstance(socket, Socket)
    with throttled():
        if front_door == "http":
            reply = call(endpoint_of("GET /v1/users/me"), "/users/me", as_=alice)
            headers = {name.lower(): value for name, value in reply.headers.items()}
            told, retry = reply.body, headers.get("retry-after")
        else:
            answer = socket.send("hb", {})
            assert answer is not None
            told, retry = answer["d"], "1"

    assert (told["status"], told["code"], retry) == (503, "unavailable", "1")
    printed = capsys.readouterr().out
    assert "Throttled" in printed
    assert "crash" not in printed
