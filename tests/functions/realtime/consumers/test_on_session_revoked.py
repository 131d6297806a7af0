"""A session that ends takes its own sockets with it, and no others."""

from __future__ import annotations

from commons.contracts.auth import SessionRevoked
from commons.testing import Connections, Person, call, deliver, emitted, person
from functions.auth.endpoints.logout import logout
from functions.realtime.consumers.on_session_revoked import on_session_revoked
from tests.functions.messages.places import Place, flush, heard, last_error, look, say
from tests.functions.realtime.rows import is_known, viewers


def test_its_sockets_are_told_and_closed(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    other = look(place, place.owner, connections)
    assert call(logout, "/auth/logout", as_=place.member).status == 204
    [event] = emitted(SessionRevoked, user_id=place.member.user_id)

    assert deliver(on_session_revoked, event) == []
    problem = last_error(socket)
    assert (problem["code"], problem["close_code"]) == ("session_ended", 4010)
    assert (problem["status"], problem["reconnect"]) == (401, False)
    assert socket.closed
    assert not is_known(socket)
    assert viewers(place) == {other.connection_id}
    say(place, place.owner)
    flush(place)
    assert heard(socket) == []
    assert len(heard(other)) == 1


def test_the_users_other_sessions_go_on(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    ended = SessionRevoked(user_id=place.member.user_id, session_id=person().session_id)

    assert deliver(on_session_revoked, ended, ended) == []
    assert not socket.closed
    assert viewers(place) == {socket.connection_id}


def test_somebody_without_a_socket_is_no_error(mallory: Person) -> None:
    event = SessionRevoked(user_id=mallory.user_id, session_id=mallory.session_id)

    assert deliver(on_session_revoked, event) == []
