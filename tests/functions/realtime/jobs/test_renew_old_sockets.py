"""Nobody is cut off after two hours: whoever has not opened the next socket is asked to."""

from __future__ import annotations

from datetime import datetime

from commons.clock import now_ms
from commons.testing import Connections, Context, Socket
from functions.realtime.jobs.renew_old_sockets import AGE_MIN, renew_old_sockets
from functions.realtime.models import Due
from tests.functions.messages.places import Place, heard, look, open_socket, say
from tests.functions.messages.places import flush as deliver_all
from tests.functions.realtime.rows import is_known, viewers


def aged(socket: Socket, minutes: int = AGE_MIN) -> None:
    """The socket opened so long ago."""
    Due.of(socket.connection_id, now_ms() - minutes * 60_000).save()


def run() -> None:
    renew_old_sockets({}, Context())


def test_an_old_socket_is_asked_to_make_way_for_the_next(
    place: Place, connections: Connections
) -> None:
    old, young = (look(place, place.member, connections) for _ in range(2))
    aged(old)
    run()

    [told] = old.got("reconnect")
    assert told["reason"] == "lifetime"
    by = datetime.fromisoformat(told["by"]).timestamp() * 1000
    assert now_ms() < by <= now_ms() + 4 * 60_000
    assert young.got("reconnect") == []
    assert not old.closed


def test_both_sockets_hear_what_is_said_meanwhile(place: Place, connections: Connections) -> None:
    """Make before break: the new one resumes by its cursor, so nothing is lost."""
    old = look(place, place.member, connections)
    say(place, place.owner, "before")
    deliver_all(place)
    aged(old)
    run()
    new = look(place, place.member, connections, cursor=1)
    say(place, place.owner, "between")
    deliver_all(place)
    old.disconnect()
    say(place, place.owner, "after")
    deliver_all(place)

    assert [event["d"]["content"] for event in heard(old)] == ["before", "between"]
    assert [event["d"]["content"] for event in heard(new)] == ["between", "after"]


def test_a_run_that_was_missed_is_made_up_for(place: Place, connections: Connections) -> None:
    late = look(place, place.member, connections)
    aged(late, AGE_MIN + 1)
    run()

    assert len(late.got("reconnect")) == 1


def test_what_is_gone_is_not_asked(place: Place, connections: Connections) -> None:
    closed, dropped = (look(place, place.member, connections) for _ in range(2))
    for socket in (closed, dropped):
        aged(socket)
    closed.disconnect()
    connections.closed.add(dropped.connection_id)
    run()

    assert not is_known(dropped)
    assert viewers(place) == set()
    assert closed.got("reconnect") == dropped.got("reconnect") == []


def test_who_never_identified_is_not_kept(place: Place, connections: Connections) -> None:
    socket = open_socket(place.member, connections)

    assert Due.opened_in(now_ms() // 60_000).count(socket.connection_id) == 0
