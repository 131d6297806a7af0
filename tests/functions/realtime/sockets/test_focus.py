"""Looking at channels: these and no others."""

from __future__ import annotations

import pytest

from commons.testing import Connections, Person, Socket, call
from functions.communities.endpoints.remove_member import remove_member
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    Place,
    add_channel,
    ends,
    flush,
    found_place,
    heard,
    last_error,
    look,
    open_socket,
    say,
)
from tests.functions.realtime.rows import viewers


@pytest.fixture
def socket(alice: Person, bob: Person, connections: Connections) -> Socket:
    """The member's socket; it looks at nothing."""
    made = open_socket(bob, connections)
    made.send("identify")
    return made


def focus(socket: Socket, *channels: str, **more: object) -> dict[str, object]:
    """Look at channels; what is answered."""
    answer = socket.send("focus", {"channels": list(channels), **more}, "f")
    assert answer is not None
    assert (answer["op"], answer["id"]) == ("focus_ok", "f"), answer
    told: dict[str, object] = answer["d"]
    return told


def test_a_channel_looked_at_is_heard(place: Place, socket: Socket) -> None:
    say(place, place.owner, "before")
    flush(place)
    assert heard(socket) == []

    told = focus(socket, place.channel_id)
    assert told == {"channels": [place.channel_id], "refused": []}
    assert ends(socket) == [{"stream": place.stream, "to": 1}]
    said = say(place, place.owner, "after")
    flush(place)
    assert [event["d"] for event in heard(socket)] == [said]


def test_looking_elsewhere_is_looking_away(place: Place, socket: Socket) -> None:
    more = add_channel(place)
    focus(socket, place.channel_id)
    focus(socket, more.channel_id)
    for where in (place, more):
        say(where, place.owner)
        flush(where)

    assert [event["d"]["channel_id"] for event in heard(socket)] == [more.channel_id]
    assert viewers(place) == set()
    assert focus(socket) == {"channels": [], "refused": []}
    assert viewers(more) == set()


def test_a_cursor_brings_what_was_missed(place: Place, socket: Socket) -> None:
    for n in range(3):
        say(place, place.owner, f"m{n}")
    flush(place)
    focus(socket, place.channel_id, cursors={place.stream: 1})

    assert [event["sq"] for event in heard(socket)] == [2, 3]
    assert ends(socket) == [{"stream": place.stream, "to": 3}]


def test_what_one_looks_at_already_is_not_replayed(place: Place, socket: Socket) -> None:
    more = add_channel(place)
    focus(socket, place.channel_id)
    focus(socket, place.channel_id, more.channel_id)

    assert [end["stream"] for end in ends(socket)] == [place.stream, more.stream]


def test_channels_one_may_not_see_are_refused_all_alike(
    place: Place, mallory: Person, socket: Socket
) -> None:
    private = found_place(mallory, mallory)
    wanted = [private.channel_id, ABSENT_CHANNEL, "x", place.channel_id, ""]

    told = focus(socket, *wanted, cursors={private.stream: 0})
    assert told["channels"] == [place.channel_id]
    assert told["refused"] == [private.channel_id, ABSENT_CHANNEL, "x", ""]
    assert viewers(private) == set()


def test_ten_channels_at_most(place: Place, socket: Socket) -> None:
    ten = [f"chn_{n:026d}" for n in range(10)]
    assert focus(socket, *ten)["refused"] == ten

    answer = socket.send("focus", {"channels": [*ten, place.channel_id]})
    assert answer is not None
    assert answer["d"]["code"] == "validation_failed"


def test_named_twice_is_looked_at_once(place: Place, socket: Socket) -> None:
    told = focus(socket, place.channel_id, place.channel_id)

    assert told == {"channels": [place.channel_id], "refused": []}


@pytest.mark.parametrize(
    "d",
    [
        {},
        {"channels": None},
        {"channels": "all"},
        {"channels": [1]},
        {"channels": ["x" * 65]},
        {"channels": [], "cursors": {"h:x": -1}},
        {"channels": [], "streams": []},
    ],
)
def test_another_form_is_refused_and_changes_nothing(
    place: Place, socket: Socket, d: dict[str, object]
) -> None:
    focus(socket, place.channel_id)
    answer = socket.send("focus", d, "f")

    assert answer is not None
    assert (answer["op"], answer["id"], answer["d"]["status"]) == ("error", "f", 422)
    assert not socket.closed
    assert viewers(place) == {socket.connection_id}


def test_a_cursor_beyond_the_end_ends_the_socket(place: Place, socket: Socket) -> None:
    frame = {"channels": [place.channel_id], "cursors": {place.stream: 7}}

    assert socket.send("focus", frame) is None
    assert last_error(socket)["close_code"] == 4007
    assert socket.closed


def test_who_was_removed_is_refused(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    path = f"/communities/{place.community_id}/members/{place.member.user_id}"
    assert call(remove_member, path, as_=place.owner).status == 204

    told = focus(socket, place.channel_id)
    assert told == {"channels": [], "refused": [place.channel_id]}
    assert viewers(place) == set()


def test_nobody_looks_before_identify(place: Place, connections: Connections) -> None:
    socket = open_socket(place.member, connections)

    assert socket.send("focus", {"channels": [place.channel_id]}) is None
    assert (last_error(socket)["code"], last_error(socket)["close_code"]) == (
        "not_identified",
        4003,
    )
    assert socket.closed
    assert viewers(place) == set()
