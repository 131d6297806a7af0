"""A suspended account's sockets are told, and closed."""

from __future__ import annotations

from commons.contracts.auth import AccountSuspended
from commons.testing import Connections, Person, deliver
from functions.realtime.consumers.on_account_suspended import on_account_suspended
from tests.functions.messages.places import Place, last_error, look
from tests.functions.realtime.rows import is_known, viewers


def test_all_its_sockets_are_told_and_closed(place: Place, connections: Connections) -> None:
    sockets = [look(place, place.member, connections) for _ in range(2)]
    other = look(place, place.owner, connections)
    suspended = AccountSuspended(user_id=place.member.user_id, suspension=1)

    assert deliver(on_account_suspended, suspended, suspended) == []
    for socket in sockets:
        problem = last_error(socket)
        assert (problem["code"], problem["close_code"]) == ("suspended", 4011)
        assert (problem["status"], problem["reconnect"]) == (403, False)
        assert socket.closed
        assert not is_known(socket)
    assert viewers(place) == {other.connection_id}


def test_a_socket_opened_after_it_was_reinstated_is_not_meant(
    place: Place, connections: Connections
) -> None:
    late = AccountSuspended(user_id=place.member.user_id, suspension=1)
    socket = look(place, place.member, connections)

    assert deliver(on_account_suspended, late) == []
    assert not socket.closed


def test_somebody_without_a_socket_is_no_error(mallory: Person) -> None:
    event = AccountSuspended(user_id=mallory.user_id, suspension=1)

    assert deliver(on_account_suspended, event) == []
