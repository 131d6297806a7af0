"""DMs, groups and one's own stream come to all of one's sockets, unasked."""

from __future__ import annotations

from typing import Any

import pytest

from commons.contracts.messages import ConversationChanged
from commons.events import Event
from commons.streams.log import DynamoLog
from commons.testing import Connections, Person, Socket, call, connect, deliver, emitted, person
from functions.realtime.consumers.on_conversation_changed import on_conversation_changed
from functions.realtime.consumers.pump_nudged import pump_nudged
from functions.realtime.endpoints.list_stream_events import list_stream_events
from tests.functions.messages.directs import ask, begin, dm, group, people, say
from tests.refusals import check_refused

pytestmark = pytest.mark.usefixtures("fresh_caches")


def identified(who: Person, connections: Connections, **cursors: int) -> Socket:
    socket = connect(who, connections)
    assert isinstance(socket, Socket)
    named = {name.replace("__", ":"): at for name, at in cursors.items()}
    assert socket.send("identify", {"cursors": named}) is None
    return socket


def heard(socket: Socket, stream: str) -> list[tuple[str, Any]]:
    """The types of what came of a stream, with what they carry."""
    return [(e["t"], e["d"]) for b in socket.got("batch") if b["st"] == stream for e in b["e"]]


def flush(stream: str) -> None:
    pump_nudged.run(stream)


def tell(*events: Event) -> None:
    for event in events:
        assert deliver(on_conversation_changed, event) == []


def test_a_message_comes_to_every_socket_of_both(
    alice: Person, bob: Person, connections: Connections
) -> None:
    channel_id = dm(alice, bob)
    phone, laptop = (identified(bob, connections) for _ in range(2))
    own, silent = identified(alice, connections), connect(bob, connections)
    other = identified(person(), connections)
    assert isinstance(silent, Socket)
    say(alice, channel_id, "psst")
    flush(f"h:{channel_id}")

    for socket in (phone, laptop, own):
        [(kind, d)] = heard(socket, f"h:{channel_id}")
        assert (kind, d["content"]) == ("MESSAGE_CREATE", "psst")
    assert (silent.frames, heard(other, f"h:{channel_id}")) == ([], [])


def test_who_is_taken_out_hears_nothing_from_the_next_post_on(
    aws: str, connections: Connections
) -> None:
    ada, bob, eve = people(3)
    channel_id = group(ada, bob, eve)
    sockets = [identified(one, connections) for one in (bob, eve)]
    path = f"/dms/{channel_id}/recipients/{bob.user_id}"
    ask("DELETE /v1/dms/{channel_id}/recipients/{user_id}", ada, path)
    say(ada, channel_id, "among us")
    flush(f"h:{channel_id}")
    assert [len(heard(one, f"h:{channel_id}")) for one in sockets] == [0, 2]


def test_who_ignores_a_request_hears_nothing_of_it(
    alice: Person, bob: Person, connections: Connections
) -> None:
    channel_id = begin(alice, bob).body["id"]
    socket = identified(bob, connections)
    say(alice, channel_id, "one")
    flush(f"h:{channel_id}")
    body = {"state": "ignored"}
    ask("PUT /v1/dms/{channel_id}/state", bob, f"/dms/{channel_id}/state", body)
    say(alice, channel_id, "two")
    flush(f"h:{channel_id}")
    assert [d["content"] for _, d in heard(socket, f"h:{channel_id}")] == ["one"]


def test_what_was_missed_comes_with_the_next_socket(
    alice: Person, bob: Person, connections: Connections
) -> None:
    channel_id, other = dm(alice, bob), dm(bob, person())
    stream = f"h:{channel_id}"
    say(alice, channel_id, "one")
    flush(stream)
    at = DynamoLog().cursor(stream).sq
    say(alice, channel_id, "two")
    flush(stream)
    foreign = dm(alice, person())
    cursors = {f"h__{one}": 0 for one in (other, foreign)} | {f"h__{channel_id}": at}
    socket = identified(bob, connections, **cursors)

    assert [d["content"] for _, d in heard(socket, stream)] == ["two"]
    ended = {d["stream"] for d in socket.got("replay_end")}
    assert ended == {stream, f"h:{other}"}
    [ready] = socket.got("ready")
    states = {one["channel_id"]: one["has_unread"] for one in ready["dms"]}
    assert states == {channel_id: True, other: False}


def test_ones_own_stream_tells_once_what_one_is_in(
    alice: Person, bob: Person, connections: Connections
) -> None:
    socket, own = identified(bob, connections), f"u:{bob.user_id}"
    channel_id = begin(alice, bob).body["id"]
    events = emitted(ConversationChanged, channel_id=channel_id)
    for _ in range(2):
        tell(*events)
        flush(own)
    [(kind, d)] = heard(socket, own)
    assert (kind, d["id"], d["state"]) == ("DM_CREATE", channel_id, "request")
    assert set(d["recipients"]) == {alice.user_id, bob.user_id}
    assert identified(bob, connections, **{f"u__{bob.user_id}": 0}).got("batch")[0]["to"] == 1


def test_a_stream_is_read_by_its_people_alone(alice: Person, bob: Person) -> None:
    channel_id = dm(alice, bob)
    say(alice, channel_id)
    tell(*emitted(ConversationChanged, channel_id=channel_id))

    def read(who: Person, stream: str) -> Any:
        return call(list_stream_events, f"/event-streams/{stream}/events", as_=who)

    assert len(read(bob, f"h:{channel_id}").body["data"]) == 1
    assert len(read(bob, f"u:{bob.user_id}").body["data"]) == 1
    check_refused(read(person(), f"h:{channel_id}"), 404, "not_found")
    check_refused(read(alice, f"u:{bob.user_id}"), 404, "not_found")


def test_typing_is_shown_to_the_other_alone(
    alice: Person, bob: Person, connections: Connections
) -> None:
    channel_id = dm(alice, bob)
    mine, theirs = (identified(one, connections) for one in (alice, bob))
    assert mine.send("signal", {"channel_id": channel_id, "type": "typing"}) is None
    assert (len(theirs.got("signal")), mine.got("signal")) == (1, [])


def test_looking_at_a_dm_doubles_nothing(
    alice: Person, bob: Person, connections: Connections
) -> None:
    channel_id, foreign = dm(alice, bob), dm(alice, person())
    socket = identified(bob, connections)
    looked = socket.send("focus", {"channels": [channel_id, foreign]})
    assert looked is not None
    assert looked["d"] == {"channels": [channel_id], "refused": [foreign]}
    say(alice, channel_id)
    flush(f"h:{channel_id}")
    assert len(heard(socket, f"h:{channel_id}")) == 1
