"""A reader that does not take what it is sent is told and closed, and holds up nobody."""

from __future__ import annotations

import time

from commons.testing import SLOW_S, Connections
from tests.functions.messages.places import Place, flush, heard, last_error, look, say
from tests.functions.realtime.rows import head, is_known, viewers


def test_who_may_be_sent_no_more_is_told_and_closed(place: Place, connections: Connections) -> None:
    full, other = (look(place, place.member, connections) for _ in range(2))
    connections.full.add(full.connection_id)
    say(place, place.owner)
    flush(place)

    problem = last_error(full)
    assert (problem["code"], problem["close_code"]) == ("too_slow", 4013)
    assert problem["reconnect"] is True
    assert full.closed
    assert not is_known(full)
    assert [event["sq"] for event in heard(other)] == [1]
    assert head(place) == 1


def test_slow_readers_do_not_hold_up_the_others(place: Place, connections: Connections) -> None:
    """Ten of them cost what one costs; what comes next costs nothing."""
    others = [look(place, place.owner, connections) for _ in range(3)]
    slow = [look(place, place.member, connections) for _ in range(10)]
    connections.slow.update(socket.connection_id for socket in slow)
    say(place, place.owner)
    began = time.monotonic()
    flush(place)
    first = time.monotonic() - began
    say(place, place.owner)
    began = time.monotonic()
    flush(place)
    second = time.monotonic() - began

    assert all(socket.closed and not is_known(socket) for socket in slow)
    assert [[event["sq"] for event in heard(socket)] for socket in others] == [[1, 2]] * 3
    assert viewers(place) == {socket.connection_id for socket in others}
    assert head(place) == 2
    assert first < 5 * SLOW_S
    assert second < first


def test_a_slow_reader_that_comes_back_has_missed_nothing(
    place: Place, connections: Connections
) -> None:
    slow = look(place, place.member, connections)
    connections.full.add(slow.connection_id)
    for _ in range(3):
        say(place, place.owner)
    flush(place)
    back = look(place, place.member, connections, cursor=0)

    assert heard(slow) == []
    assert [event["sq"] for event in heard(back)] == [1, 2, 3]
