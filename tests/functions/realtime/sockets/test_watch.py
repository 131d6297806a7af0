"""op watch: whom a socket shows. What it is told then: ``endpoints/test_set_presence.py``."""

from __future__ import annotations

import pytest

from commons.testing import Connections, Socket
from functions.realtime.models import Window
from tests.functions.messages.places import Place, look


@pytest.fixture
def socket(place: Place, connections: Connections) -> Socket:
    """The member's, identified."""
    return look(place, place.member, connections)


def test_at_most_a_hundred_are_shown(place: Place, socket: Socket) -> None:
    users = [place.owner.user_id, *(f"usr_{number:026d}" for number in range(100))]
    answer = socket.send("watch", {"community_id": place.community_id, "user_ids": users}, 3)

    assert answer is not None
    assert (answer["op"], answer["id"]) == ("error", 3)
    assert answer["d"]["code"] == "validation_failed"
    assert Window.find_row(f"W#{place.community_id}", socket.connection_id) is None


@pytest.mark.parametrize("community_id", ["com_00000000000000000000000000", "chn_x", ""])
def test_a_community_that_is_not_there(socket: Socket, community_id: str) -> None:
    answer = socket.send("watch", {"community_id": community_id, "user_ids": []})

    assert answer is not None
    assert answer["d"]["code"] == "not_found"


def test_the_window_goes_with_the_socket(place: Place, socket: Socket) -> None:
    socket.send("watch", {"community_id": place.community_id, "user_ids": [place.owner.user_id]})
    assert list(Window.showing(place.community_id, place.owner.user_id)) == [socket.connection_id]
    socket.disconnect()

    assert list(Window.showing(place.community_id, place.owner.user_id)) == []
