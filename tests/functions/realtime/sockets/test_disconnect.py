"""A closed socket is forgotten."""

from __future__ import annotations

from commons.testing import Connections, Context, socket_actions
from functions.realtime.models import UserSocket
from tests.functions.messages.places import Place, add_channel, flush, heard, look, open_socket, say
from tests.functions.realtime.rows import is_known, viewers


def test_nothing_is_left_of_it(place: Place, connections: Connections) -> None:
    more = add_channel(place)
    socket = look(place, place.member, connections)
    socket.send("focus", {"channels": [place.channel_id, more.channel_id]})
    socket.disconnect()

    assert not is_known(socket)
    assert UserSocket.list(place.member.user_id) == []
    assert viewers(place) == viewers(more) == set()


def test_one_that_never_spoke_is_forgotten_too(place: Place, connections: Connections) -> None:
    socket = open_socket(place.member, connections)
    socket.disconnect()

    assert not is_known(socket)


def test_the_users_other_sockets_go_on(place: Place, connections: Connections) -> None:
    one, other = (look(place, place.member, connections) for _ in range(2))
    one.disconnect()
    say(place, place.owner)
    flush(place)

    assert len(heard(other)) == 1
    assert UserSocket.list(place.member.user_id) == [other.connection_id]


def test_an_unknown_one_is_no_error(aws: str) -> None:
    event = {"requestContext": {"connectionId": "never", "routeKey": "$disconnect"}}

    assert socket_actions()["$disconnect"](event, Context()) == {"statusCode": 200}


def test_twice_is_no_error(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    socket.disconnect()
    socket.disconnect()

    assert not is_known(socket)
