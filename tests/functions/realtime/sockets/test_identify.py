"""The first frame: who is there, what they missed, what they look at."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from commons import access
from commons.testing import Connections, Person, Socket, call
from commons.wire import encode
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.models.access import Roles
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.send_message import send_message
from functions.messages.endpoints.update_read_state import update_read_state
from functions.realtime.models import Connection, Pending
from tests.functions.messages.bad_input import raw
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    Place,
    add_channel,
    at_once,
    ends,
    flush,
    heard,
    last_error,
    look,
    open_socket,
    say,
)
from tests.functions.realtime.rows import expire, put_messages, viewers


def ops(socket: Socket) -> list[str]:
    """The ops of the frames a socket got, in order, but those of its community's stream."""
    frames = [f for f in socket.frames if not f["d"].get("stream", "").startswith("c:")]
    return [frame["op"] for frame in frames]


def check_chain(socket: Socket, place: Place, pv: int, to: int) -> None:
    """The batches a socket got say everything from ``pv`` to ``to``, each in at most 30 KB."""
    batches = socket.got("batch")
    assert [batch["st"] for batch in batches] == [place.stream] * len(batches)
    assert [batch["pv"] for batch in batches] == [pv, *(batch["to"] for batch in batches[:-1])]
    assert batches[-1]["to"] == to
    for batch in batches:
        assert set(batch) == {"st", "pv", "to", "e"}
        assert all(batch["pv"] < event["sq"] <= batch["to"] for event in batch["e"])
    assert all(len(encode(frame).encode()) <= 30_720 for frame in socket.frames)


def test_hello_then_ready(place: Place, connections: Connections) -> None:
    random.seed(7)
    socket = open_socket(place.member, connections)
    assert socket.send("identify", {"device": "phone", "cursors": {}, "focus": []}) is None

    assert ops(socket) == ["hello", "ready"]
    [hello], [ready] = socket.got("hello"), socket.got("ready")
    lasts = datetime.fromisoformat(hello.pop("reconnect_at")) - datetime.now(UTC)
    assert timedelta(minutes=104) < lasts < timedelta(minutes=116)
    assert hello == {
        "connection_id": socket.connection_id,
        "heartbeat_ms": 240_000,
        "max_frame": 30_720,
    }
    assert ready["user"]["id"] == place.member.user_id
    assert ready["user"]["handle"]
    assert ready["dms"] == []
    [community] = ready["communities"]
    assert community["id"] == place.community_id
    nothing = {"head": 0, "seq": 0, "has_unread": False, "mentions": 0}
    assert community["channels"] == [{"channel_id": place.channel_id, **nothing}]


def test_an_empty_identify_is_enough(alice: Person, connections: Connections) -> None:
    socket = open_socket(alice, connections)
    assert socket.send("identify") is None

    assert socket.got("ready")[0]["communities"] == []
    assert not [row for row in Pending.query("P#") if row.sk == socket.connection_id]


def test_ready_tells_what_is_unread(place: Place, connections: Connections) -> None:
    more = add_channel(place)
    say(place, place.owner, mentions={"users": [place.member.user_id]})
    said = say(place, place.owner)
    say(more, place.owner)
    flush(place)
    flush(more)
    body = {"seq": 1}
    call(update_read_state, more.read_state, as_=place.member, body=body)
    socket = look(place, place.member, connections)

    [community] = socket.got("ready")[0]["communities"]
    assert community["channels"] == [
        {
            "channel_id": place.channel_id,
            "head": said["seq"],
            "seq": 0,
            "has_unread": True,
            "mentions": 1,
        },
        {
            "channel_id": more.channel_id,
            "head": 1,
            "seq": 1,
            "has_unread": False,
            "mentions": 0,
        },
    ]


def test_ready_stays_small(place: Place, alice: Person, connections: Connections) -> None:
    def found(number: int) -> None:
        made = call(create_community, "/communities", as_=alice, body={"name": f"c{number}"}).body
        path = f"/communities/{made['id']}/channels"
        for name in "abcde":
            call(create_channel, path, as_=alice, body={"name": name})

    for number in range(60):
        found(number)
    socket = open_socket(alice, connections)
    socket.send("identify")

    [ready] = socket.got("ready")
    assert len(encode({"op": "ready", "d": ready}).encode()) <= 24 * 1024
    assert 20 < len(ready["communities"]) < 61
    assert all(len(c["channels"]) == 6 for c in ready["communities"][1:])


def test_what_was_missed_is_replayed(place: Place, connections: Connections) -> None:
    for n in range(3):
        say(place, place.owner, f"m{n}")
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    call(edit_message, path, as_=place.owner, body={"content": "edited"})
    flush(place)
    socket = look(place, place.member, connections, cursor=1)

    assert ops(socket) == ["hello", "ready", "batch", "replay_end"]
    check_chain(socket, place, 1, 5)
    assert [(e["t"], e["sq"]) for e in heard(socket)] == [
        ("MESSAGE_CREATE", 2),
        ("MESSAGE_CREATE", 3),
        ("MESSAGE_CREATE", 4),
        ("MESSAGE_UPDATE", 5),
    ]
    assert ends(socket) == [{"stream": place.stream, "to": 5}]
    assert viewers(place) == {socket.connection_id}


def test_without_a_cursor_nothing_is_replayed(place: Place, connections: Connections) -> None:
    say(place, place.owner)
    flush(place)
    socket = look(place, place.member, connections)

    assert ops(socket) == ["hello", "ready", "replay_end"]
    assert ends(socket) == [{"stream": place.stream, "to": 1}]


def test_who_missed_nothing_is_told_so(place: Place, connections: Connections) -> None:
    say(place, place.owner)
    flush(place)
    socket = look(place, place.member, connections, cursor=1)

    assert ops(socket) == ["hello", "ready", "replay_end"]
    assert ends(socket) == [{"stream": place.stream, "to": 1}]


def test_a_resumed_client_has_everything_once(place: Place, connections: Connections) -> None:
    first = look(place, place.member, connections)
    say(place, place.owner, "one")
    flush(place)
    first.disconnect()
    say(place, place.owner, "two")
    flush(place)
    say(place, place.owner, "three")  # accepted, not yet delivered
    second = look(place, place.member, connections, cursor=1)
    say(place, place.owner, "four")
    flush(place)

    told = {event["sq"]: event["d"]["content"] for event in heard(first) + heard(second)}
    assert told == {1: "one", 2: "two", 3: "three", 4: "four"}
    cursor = 1
    for batch in second.got("batch"):
        assert batch["pv"] <= cursor
        cursor = max(cursor, batch["to"])
    assert cursor == 4


def test_deleted_messages_are_covered_but_not_shown(place: Place, connections: Connections) -> None:
    paths = [f"{place.messages}/{say(place, place.owner)['id']}" for _ in range(2)]
    for path in paths:
        call(delete_message, path, as_=place.owner)
    flush(place)
    socket = look(place, place.member, connections, cursor=0)

    check_chain(socket, place, 0, 4)
    assert [event["t"] for event in heard(socket)] == ["MESSAGE_DELETE", "MESSAGE_DELETE"]


def test_a_long_replay_comes_in_small_frames(place: Place, connections: Connections) -> None:
    for _ in range(12):
        say(place, place.owner, "€" * 3000)
    flush(place)
    socket = look(place, place.member, connections, cursor=0)

    check_chain(socket, place, 0, 12)
    assert [len(batch["e"]) for batch in socket.got("batch")] == [2] * 6
    assert [event["sq"] for event in heard(socket)] == list(range(1, 13))


@pytest.mark.parametrize(
    "said", [{"ciphertext": raw(16 * 1024)}, {"content": '"' * 8000}, {"content": "€" * 5461}]
)
def test_the_largest_message_fits_a_frame(
    place: Place, connections: Connections, said: dict[str, str]
) -> None:
    roles = [f"rol_{n:026d}" for n in range(100)]
    stored = {role_id: "0,0,0,1" for role_id in (*roles, place.community_id)}
    Roles.of(place.community_id).update([Roles.roles.set(stored)])
    access.forget()
    mentions = {"users": [f"usr_{n:026d}" for n in range(100)], "roles": roles}
    body = {
        "nonce": '"' * 255,
        "reply_to": [say(place, place.owner)["id"] for _ in range(5)],
        "mentions": mentions,
    }
    made = call(send_message, place.messages, as_=place.owner, body=body | said).body
    flush(place)
    path = f"{place.messages}/{made['id']}"
    edited = {"mentions": mentions} | said
    assert call(edit_message, path, as_=place.owner, body=edited).status == 200
    flush(place)
    socket = look(place, place.owner, connections, cursor=5)

    check_chain(socket, place, 5, 7)
    assert [event["t"] for event in heard(socket)] == ["MESSAGE_CREATE", "MESSAGE_UPDATE"]


def test_500_missing_events_are_replayed_and_more_are_a_gap(
    place: Place, connections: Connections
) -> None:
    put_messages(place, 501)
    flush(place)
    near = look(place, place.member, connections, cursor=1)
    far = look(place, place.member, connections, cursor=0)

    check_chain(near, place, 1, 501)
    assert near.got("gap") == []
    assert [event["sq"] for event in heard(near)] == list(range(2, 502))
    assert ops(far) == ["hello", "ready", "gap", "replay_end"]
    url = f"/v1{place.messages}"
    assert far.got("gap") == [{"stream": place.stream, "head": 501, "snapshot_url": url}]
    assert ends(far) == [{"stream": place.stream, "to": 501}]


def test_a_cursor_older_than_the_log_is_a_gap(place: Place, connections: Connections) -> None:
    for _ in range(5):
        say(place, place.owner)
    flush(place)
    expire(place, 2, 3)
    old = look(place, place.member, connections, cursor=1)
    new = look(place, place.member, connections, cursor=3)

    url = f"/v1{place.messages}"
    assert old.got("gap") == [{"stream": place.stream, "head": 5, "snapshot_url": url}]
    assert heard(old) == []
    assert ends(old) == [{"stream": place.stream, "to": 5}]
    assert [event["sq"] for event in heard(new)] == [4, 5]
    say(place, place.owner)
    flush(place)
    assert [event["sq"] for event in heard(old)] == [6]


@pytest.mark.parametrize("cursor", [2, 10**12 - 1])
def test_a_cursor_beyond_the_end_ends_the_socket(
    place: Place, connections: Connections, cursor: int
) -> None:
    say(place, place.owner)
    flush(place)
    socket = look(place, place.member, connections, cursor=cursor)

    problem = last_error(socket)
    assert (problem["code"], problem["close_code"]) == ("cursor_beyond_end", 4007)
    assert socket.closed
    say(place, place.owner)
    flush(place)
    assert viewers(place) == set()


def test_twice_ends_the_socket(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)

    assert socket.send("identify", id_=2) is None
    problem = last_error(socket)
    assert (problem["code"], problem["close_code"]) == ("already_identified", 4005)
    assert socket.frames[-1]["id"] == 2
    assert socket.closed
    assert len(socket.got("hello")) == 1


def test_of_many_at_once_one_is_greeted(alice: Person, connections: Connections) -> None:
    socket = open_socket(alice, connections)
    at_once(8, lambda _: socket.send("identify"))

    assert len(socket.got("hello")) <= 1
    assert socket.closed


@pytest.mark.parametrize(
    "d",
    [
        {"device": "x" * 65},
        {"device": 5},
        {"device": "\ud800"},
        {"focus": ["chn"] * 11},
        {"focus": "all"},
        {"focus": [5]},
        {"focus": ["x" * 65]},
        {"focus": ["\ud800"]},
        {"cursors": []},
        {"cursors": {"h:x": -1}},
        {"cursors": {"h:x": "1"}},
        {"cursors": {"h:x": 10**12}},
        {"cursors": {"h:x": True}},
        {"cursors": {"h:x": 1.5}},
        {"cursors": {"x" * 65: 1}},
        {"cursors": {"\ud800": 1}},
        {"cursors": {f"h:{n}": 1 for n in range(201)}},
        {"token": "x"},
        {"user_id": "usr_" + "0" * 26},
    ],
)
def test_another_form_is_refused_and_may_be_corrected(
    alice: Person, connections: Connections, d: dict[str, object]
) -> None:
    socket = open_socket(alice, connections)
    answer = socket.send("identify", d, "i")

    assert answer is not None
    json.dumps(answer, ensure_ascii=False).encode()
    assert (answer["op"], answer["id"]) == ("error", "i")
    assert (answer["d"]["status"], answer["d"]["code"]) == (422, "validation_failed")
    assert not socket.closed
    assert socket.frames == []
    found = Connection.find(socket.connection_id)
    assert found is not None
    assert not found.identified

    assert socket.send("identify") is None
    assert ops(socket) == ["hello", "ready"]


def test_channels_one_may_not_see_are_refused(
    place: Place, mallory: Person, connections: Connections
) -> None:
    say(place, place.owner)
    flush(place)
    socket = open_socket(mallory, connections)
    wanted = {"focus": [place.channel_id, ABSENT_CHANNEL, "x"], "cursors": {place.stream: 0}}
    assert socket.send("identify", wanted) is None

    assert ops(socket) == ["hello", "ready", "focus_ok"]
    refused = [place.channel_id, ABSENT_CHANNEL, "x"]
    assert socket.got("focus_ok") == [{"channels": [], "refused": refused}]
    assert socket.got("ready")[0]["communities"] == []
    assert viewers(place) == set()


def test_cursors_of_streams_not_looked_at_change_nothing(
    place: Place, mallory: Person, connections: Connections
) -> None:
    say(place, place.owner)
    flush(place)
    socket = open_socket(mallory, connections)
    streams = (place.stream, f"u:{place.owner.user_id}", f"c:{place.community_id}", "x:1", "")
    assert socket.send("identify", {"cursors": dict.fromkeys(streams, 0)}) is None

    assert ops(socket) == ["hello", "ready"]


def test_who_joined_meanwhile_sees_the_community(
    place: Place, mallory: Person, connections: Connections
) -> None:
    path = f"/communities/{place.community_id}/invites"
    code = call(create_invite, path, as_=place.owner, body={}).body["code"]
    call(accept_invite, f"/invites/{code}/accept", as_=mallory)
    socket = look(place, mallory, connections)

    assert [c["id"] for c in socket.got("ready")[0]["communities"]] == [place.community_id]
    assert viewers(place) == {socket.connection_id}
