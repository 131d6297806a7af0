"""Sockets that never said who they are do not stay."""

from __future__ import annotations

from commons.clock import now_s
from commons.testing import Connections, Context, Person, Socket
from functions.realtime.jobs.sweep_silent_sockets import PATIENCE_S, sweep_silent_sockets
from functions.realtime.models import Pending, UserSocket
from tests.functions.messages.places import Place, last_error, look, open_socket
from tests.functions.realtime.rows import is_known, viewers


def grow_old(socket: Socket, seconds: int = PATIENCE_S) -> None:
    """Let the socket have opened earlier."""
    pending = Pending.of(socket.connection_id)
    pending.change([Pending.since_s.set(now_s() - seconds)])


def sweep() -> None:
    """The job runs."""
    sweep_silent_sockets({}, Context())


def test_a_silent_socket_is_told_and_closed(alice: Person, connections: Connections) -> None:
    socket = open_socket(alice, connections)
    grow_old(socket)
    sweep()

    problem = last_error(socket)
    assert (problem["code"], problem["close_code"]) == ("silent", 4003)
    assert socket.closed
    assert not is_known(socket)
    assert UserSocket.list(alice.user_id) == []


def test_a_heartbeat_is_not_an_introduction(alice: Person, connections: Connections) -> None:
    socket = open_socket(alice, connections)
    socket.send("hb")
    grow_old(socket)
    sweep()

    assert socket.closed


def test_a_new_socket_has_time(alice: Person, connections: Connections) -> None:
    socket = open_socket(alice, connections)
    grow_old(socket, -60)
    sweep()

    assert not socket.closed
    assert is_known(socket)


def test_whoever_identified_stays(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    sweep()

    assert not socket.closed
    assert viewers(place) == {socket.connection_id}


def test_one_that_is_gone_is_forgotten(alice: Person, connections: Connections) -> None:
    gone, silent = (open_socket(alice, connections) for _ in range(2))
    connections.closed.add(gone.connection_id)
    grow_old(gone)
    grow_old(silent)
    sweep()

    assert not is_known(gone)
    assert silent.closed
    sweep()
