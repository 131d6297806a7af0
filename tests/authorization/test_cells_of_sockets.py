"""Every socket action for every persona: who gets a socket, and what their frames are answered."""

from __future__ import annotations

from typing import Any

import pytest

from commons import auth
from commons.aws import client
from commons.permissions import Permission
from commons.settings import table_name
from commons.sockets import SocketAction
from commons.testing import (
    Connections,
    Socket,
    call,
    connect,
    declarations,
    endpoint_of,
    ticket_of,
)
from commons.wire import item
from functions.realtime.models import Connection, Focus

from .expectations import Frame, SocketEntry, expected_frame
from .socket_entries import SOCKET_ENTRIES
from .worlds import ABSENT, INSIDE, KNOWN, Persona, World, borrow_world, give_back

ACTIONS = {d.route: d for d in declarations() if isinstance(d, SocketAction)}
FRAMES = [route for route, declared in ACTIONS.items() if declared.is_frame]
WITHOUT_TICKET = [persona for persona in Persona if persona not in KNOWN]


def open_socket(world: World, persona: Persona, connections: Connections) -> Socket:
    """The persona's socket, which has not identified itself."""
    socket = connect(world.people[persona], connections)
    assert isinstance(socket, Socket)
    return socket


def check(socket: Socket, answer: dict[str, Any] | None, frame: Frame) -> None:
    """The answer, or what was posted before the socket was closed, is exactly this."""
    if frame.close_code is None:
        told = answer or {"op": None, "d": {}}
        assert (told["op"], told["d"].get("code")) == (frame.op, frame.code)
        assert not socket.closed
        return
    assert answer is None
    problem = socket.frames[-1]
    assert problem["op"] == frame.op
    assert (problem["d"]["code"], problem["d"]["close_code"]) == (frame.code, frame.close_code)
    assert socket.closed


def end_session(world: World, persona: Persona) -> None:
    """The persona's session has ended, and no function remembers it."""
    key = item({"pk": f"SES#{world.people[persona].session_id}", "sk": "S"})
    client("dynamodb").delete_item(TableName=table_name("auth"), Key=key)
    auth.forget()


def test_the_table_names_every_action_and_no_other() -> None:
    assert sorted(SOCKET_ENTRIES) == sorted(ACTIONS)


@pytest.mark.parametrize("persona", WITHOUT_TICKET)
@pytest.mark.parametrize("route", ACTIONS)
def test_without_a_valid_token_there_is_no_socket(
    connections: Connections, aws: str, route: str, persona: Persona
) -> None:
    """No ticket, so no socket, so no action: each action is asked as if there were one."""
    world = borrow_world()
    tickets = endpoint_of("POST /v1/gateway/tickets")
    refused = call(tickets, "/gateway/tickets", as_=world.token(persona)).status
    assert refused == (403 if persona is Persona.SUSPENDED else 401)
    token = world.token(persona) or ""
    assert connect(token, connections) == 403

    if route in FRAMES:
        connections.frames["forged"], before = [], world.picture()
        d = SOCKET_ENTRIES[route].d(world)
        answer = Socket("forged", connections).send(route, d)
        check_unidentified(connections, answer)
        assert world.picture() == before
    give_back(world)


def check_unidentified(connections: Connections, answer: dict[str, Any] | None) -> None:
    """The forged socket was told to identify itself, and closed."""
    forged = Socket("forged", connections)
    check(forged, answer, Frame("error", "not_identified", 4003))
    connections.closed.discard("forged")


@pytest.mark.parametrize("persona", KNOWN)
@pytest.mark.parametrize("route", FRAMES)
def test_an_action_answers_as_declared(
    connections: Connections, aws: str, route: str, persona: Persona
) -> None:
    world, declared = borrow_world(), ACTIONS[route]
    entry = SOCKET_ENTRIES.get(route, SocketEntry())
    frame = expected_frame(declared, entry, persona)
    socket = open_socket(world, persona, connections)
    if declared.identified:
        assert socket.send("identify") is None
    before = world.picture()
    answer = socket.send(route, entry.d(world))

    check(socket, answer, frame)
    may_see = bool(INSIDE.get(persona, (0, 0))[1] & Permission.VIEW)
    if frame.code is not None or not may_see:
        assert world.picture() == before
        assert world.secret not in str([answer, socket.frames])
    looking = socket.connection_id in {f.connection_id for f in Focus.list(world.ids["stream_id"])}
    assert looking == (may_see and route in ("identify", "focus"))
    if frame.code == "not_found":
        sent = entry.d(world)
        d = sent | {name: ABSENT[name] for name in sent if name in ABSENT}
        assert socket.send(route, d) == answer
    if world.picture() == before:
        give_back(world)


@pytest.mark.parametrize("persona", KNOWN)
@pytest.mark.parametrize("route", [r for r in FRAMES if ACTIONS[r].identified])
def test_nobody_acts_before_identify(
    connections: Connections, aws: str, route: str, persona: Persona
) -> None:
    world = borrow_world()
    socket, before = open_socket(world, persona, connections), world.picture()
    answer = socket.send(route, SOCKET_ENTRIES[route].d(world))

    check(socket, answer, Frame("error", "not_identified", 4003))
    assert world.picture() == before
    give_back(world)


@pytest.mark.parametrize("persona", KNOWN)
@pytest.mark.parametrize("route", FRAMES)
def test_a_session_that_ended_ends_the_socket(
    connections: Connections, aws: str, route: str, persona: Persona
) -> None:
    world = borrow_world()
    socket = open_socket(world, persona, connections)
    if ACTIONS[route].identified:
        socket.send("identify")
    before = world.picture()
    end_session(world, persona)
    answer = socket.send(route, SOCKET_ENTRIES[route].d(world))

    check(socket, answer, Frame("error", "session_ended", 4010))
    assert world.picture() == before


@pytest.mark.parametrize("persona", KNOWN)
def test_connect_and_disconnect_are_for_everyone_with_a_ticket(
    connections: Connections, aws: str, persona: Persona
) -> None:
    world = borrow_world()
    ticket = ticket_of(world.people[persona])
    socket = connect(ticket, connections)
    assert isinstance(socket, Socket)
    assert connect(ticket, connections) == 403

    socket.disconnect()
    assert Connection.find(socket.connection_id) is None
