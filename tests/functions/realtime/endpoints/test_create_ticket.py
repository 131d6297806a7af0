"""Tickets: the right to open one socket, for 30 seconds."""

from __future__ import annotations

from commons.testing import Connections, Person, Socket, call, connect
from functions.realtime.endpoints.create_ticket import create_ticket
from tests.functions.messages.places import check_refused, is_stored


def test_a_user_gets_a_ticket_that_opens_a_socket(alice: Person, connections: Connections) -> None:
    reply = call(create_ticket, "/gateway/tickets", as_=alice)

    assert reply.status == 201
    assert reply.headers["cache-control"] == "no-store"
    ticket = reply.body["ticket"]
    assert reply.body == {"ticket": ticket, "url": "wss://ws.test", "expires_in": 30}
    assert len(ticket) >= 22  # 128 bits in base64
    assert isinstance(connect(ticket, connections), Socket)


def test_every_ticket_is_another(alice: Person) -> None:
    tickets = {call(create_ticket, "/gateway/tickets", as_=alice).body["ticket"] for _ in range(9)}

    assert len(tickets) == 9


def test_a_ticket_is_not_stored_as_it_is(alice: Person) -> None:
    ticket = call(create_ticket, "/gateway/tickets", as_=alice).body["ticket"]

    assert not is_stored(ticket, "realtime")


def test_nobody_else_gets_one(alice: Person) -> None:
    check_refused(call(create_ticket, "/gateway/tickets"), 401, "unauthorized")
    bad = call(create_ticket, "/gateway/tickets", as_=alice.token[:-4])
    check_refused(bad, 401, "invalid_token")
