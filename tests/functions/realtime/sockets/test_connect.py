"""Opening a socket: one ticket, once, in time, from a page that may."""

from __future__ import annotations

import pytest

from commons.clock import now_s
from commons.testing import Connections, Context, Person, Socket, connect, socket_actions, ticket_of
from functions.realtime.models import Connection, Ticket, UserSocket
from tests.functions.messages.places import at_once
from tests.functions.realtime.rows import is_known


def test_a_ticket_opens_one_socket(alice: Person, connections: Connections) -> None:
    ticket = ticket_of(alice)
    socket = connect(ticket, connections)

    assert isinstance(socket, Socket)
    assert is_known(socket)
    assert UserSocket.list(alice.user_id) == [socket.connection_id]
    assert connect(ticket, connections) == 403


def test_nothing_is_sent_before_the_client_speaks(alice: Person, connections: Connections) -> None:
    socket = connect(alice, connections)

    assert isinstance(socket, Socket)
    assert socket.frames == []


def test_a_ticket_used_a_hundred_times_at_once_opens_one_socket(
    alice: Person, connections: Connections
) -> None:
    ticket = ticket_of(alice)
    opened = at_once(100, lambda _: connect(ticket, connections))

    assert sum(isinstance(socket, Socket) for socket in opened) == 1
    assert opened.count(403) == 99
    assert len(UserSocket.list(alice.user_id)) == 1


def test_a_ticket_expires(alice: Person, connections: Connections) -> None:
    Ticket.of("late", user_id=alice.user_id, session_id=alice.session_id, ttl=now_s()).save()

    assert connect("late", connections) == 403
    assert UserSocket.list(alice.user_id) == []


@pytest.mark.parametrize("ticket", ["", "x", "A" * 32, "x" * 9000, "'; --", "ä", "\0"])
def test_what_is_no_ticket_is_refused(alice: Person, connections: Connections, ticket: str) -> None:
    ticket_of(alice)

    assert connect(ticket, connections) == 403


@pytest.mark.parametrize("query", [None, {}, {"v": "1"}])
def test_no_ticket_is_refused(aws: str, query: dict[str, str] | None) -> None:
    event = {
        "requestContext": {"connectionId": "c1", "routeKey": "$connect"},
        "queryStringParameters": query,
        "headers": None,
    }

    assert socket_actions()["$connect"](event, Context()) == {"statusCode": 403}
    assert Connection.find("c1") is None


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://app.test", "https://app.test.evil.test"]
)
def test_pages_of_other_origins_are_refused(
    alice: Person, connections: Connections, origin: str
) -> None:
    ticket = ticket_of(alice)

    assert connect(ticket, connections, origin=origin) == 403
    # They did not use the ticket up.
    assert isinstance(connect(ticket, connections, origin="https://app.test"), Socket)
