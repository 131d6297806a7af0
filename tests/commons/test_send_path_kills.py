"""Every AWS call of sending and delivering, killed before and after it."""

from __future__ import annotations

import pytest

from commons import access, auth
from commons.streams import channel_stream
from commons.streams.log import DynamoLog
from commons.testing import Connections, Person, Socket, call, connect, nudged
from creavio.models import Event
from creavio.streams import Batch, Streams
from functions.messages.endpoints.send_message import send_message
from functions.realtime.consumers.pump_nudged import pump_nudged
from tests.faults import AFTER, BEFORE, Killed, calls
from tests.worlds import community


def _send(owner: Person, channel_id: str, nonce: str) -> int | None:
    """The position acknowledged; None when the process died first."""
    body = {"content": f"says {nonce}", "nonce": nonce}
    try:
        reply = call(send_message, f"/channels/{channel_id}/messages", as_=owner, body=body)
    except Killed:
        return None
    # Mangum answers 500 even to a death: nobody gets that answer.
    return int(reply.body["seq"]) if reply.status == 201 else None


def _stored(channel_id: str) -> dict[str, list[int]]:
    """Positions by nonce, from the log itself."""
    found: dict[str, list[int]] = {}
    for entry in DynamoLog().after(channel_stream(channel_id), 0):
        if not entry.is_void:
            found.setdefault(entry.d["nonce"], []).append(entry.sq)
    return found


def _flush(channel_id: str) -> None:
    """The table's own stream asks again until everything is delivered."""
    stream = channel_stream(channel_id)
    for _ in range(4):
        nudged(pump_nudged, stream)
    rows = DynamoLog().after(stream, 0)
    assert DynamoLog().cursor(stream).sq >= max(row.sq for row in rows if not row.is_void)


def _shown(socket: Socket, stream: str) -> list[str]:
    """What the SDK's rule shows of the frames this socket was sent."""
    rule = Streams({stream: 0})
    shown: list[Event] = []
    for d in socket.got("batch"):
        events = tuple(
            Event(t=e["t"], id=e["id"], sq=e["sq"], d=e["d"], stream=stream) for e in d["e"]
        )
        shown += rule.batch(Batch(stream, d["pv"], d["to"], events))
    assert rule.need(stream) is None
    return [event.d["nonce"] for event in shown]


def _viewer(owner: Person, channel_id: str, connections: Connections) -> Socket:
    socket = connect(owner, connections)
    assert isinstance(socket, Socket)
    socket.send("identify", {"focus": [channel_id]})
    return socket


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("cold", [True, False], ids=["cold", "warm"])
def test_a_sender_killed_at_any_call_loses_and_doubles_nothing(
    alice: Person, connections: Connections, when: str, cold: bool
) -> None:
    _, channel_id = community(alice)
    viewer = _viewer(alice, channel_id, connections)
    acked: dict[str, int] = {}
    names = _calls_of_a_send(alice, channel_id, acked, cold=cold)
    for number in range(len(names)):
        nonce = f"n{number}"
        _forget(cold)
        with calls(kill_at=number, when=when) as watched:
            assert _send(alice, channel_id, nonce) is None
        assert watched.names == names[: number + 1]
        _forget(cold)
        acked[nonce] = _send(alice, channel_id, nonce) or 0
    _flush(channel_id)

    assert {nonce: [sq] for nonce, sq in acked.items()} == _stored(channel_id)
    assert _shown(viewer, channel_stream(channel_id)) == sorted(acked, key=lambda n: acked[n])
    print(f"{when}, {'cold' if cold else 'warm'}: killed at each of {', '.join(names)}")


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_pump_killed_at_any_call_loses_and_doubles_nothing(
    alice: Person, connections: Connections, when: str
) -> None:
    _, channel_id = community(alice)
    stream = channel_stream(channel_id)
    viewer = _viewer(alice, channel_id, connections)
    _send(alice, channel_id, "first")
    with calls() as whole:
        nudged(pump_nudged, stream)
    sent = ["first"]
    for number in range(len(whole.names)):
        sent.append(f"n{number}")
        _send(alice, channel_id, sent[-1])
        with calls(kill_at=number, when=when) as watched:
            nudged(pump_nudged, stream)
        assert watched.names == whole.names[: number + 1]
        nudged(pump_nudged, stream)
    _flush(channel_id)

    assert _shown(viewer, stream) == sent
    print(f"{when}: killed at each of {', '.join(whole.names)}")


def _calls_of_a_send(
    owner: Person, channel_id: str, acked: dict[str, int], *, cold: bool
) -> list[str]:
    acked["warm-up"] = _send(owner, channel_id, "warm-up") or 0
    _forget(cold)
    with calls() as watched:
        acked["whole"] = _send(owner, channel_id, "whole") or 0
    assert watched.names[-3:] == ["UpdateItem", "TransactWriteItems", "SendMessage"]
    return watched.names


def _forget(cold: bool) -> None:
    if cold:
        access.forget()
        auth.forget()
