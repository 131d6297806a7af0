"""op signal: typing, over the socket."""

from __future__ import annotations

import pytest

from commons.testing import Connections, Person
from functions.realtime.models import Focus
from tests.functions.messages.places import Place, look, open_socket


def test_typing_is_told_to_the_others_who_look(place: Place, connections: Connections) -> None:
    theirs, mine = look(place, place.owner, connections), look(place, place.member, connections)
    said = {"channel_id": place.channel_id, "type": "typing"}
    assert mine.send("signal", said) is None

    [told] = theirs.got("signal")
    assert told == said | {"user_id": place.member.user_id, "expires_in": 10}
    assert mine.got("signal") == []


def test_a_socket_that_is_gone_is_forgotten(place: Place, connections: Connections) -> None:
    theirs, mine = look(place, place.owner, connections), look(place, place.member, connections)
    connections.closed.add(theirs.connection_id)
    said = {"channel_id": place.channel_id, "type": "typing"}
    assert mine.send("signal", said) is None
    assert [one.connection_id for one in Focus.list(place.stream)] == [mine.connection_id]


@pytest.mark.parametrize(
    "wrong", [{}, {"type": "typing"}, {"type": "dancing"}, {"type": "typing", "more": 1}]
)
def test_what_is_no_signal_is_refused(
    place: Place, connections: Connections, wrong: dict[str, object]
) -> None:
    theirs, mine = look(place, place.owner, connections), look(place, place.member, connections)
    where = {} if wrong == {"type": "typing"} else {"channel_id": place.channel_id}
    answer = mine.send("signal", {**where, **wrong})
    assert answer is not None
    assert answer["op"] == "error"
    assert theirs.got("signal") == []


def test_a_stranger_tells_nobody(place: Place, mallory: Person, connections: Connections) -> None:
    theirs, socket = look(place, place.owner, connections), open_socket(mallory, connections)
    socket.send("identify", {})
    answer = socket.send("signal", {"channel_id": place.channel_id, "type": "typing"})
    assert answer is not None
    assert answer["d"]["code"] == "not_found"
    assert theirs.got("signal") == []
