"""What a message costs, in DynamoDB units counted from item sizes (docs/decisions/0004).

The rate limiter's one write unit of every request is apart.
"""

from __future__ import annotations

from math import ceil

import pytest

from bench.units import Units, units_of
from commons.streams import channel_stream
from commons.testing import Connections, Person, Socket, call, connect, nudged, person
from functions.messages.endpoints.send_message import send_message
from functions.realtime.consumers.pump_nudged import pump_nudged
from tests.faults import calls
from tests.functions.messages.directs import dm
from tests.functions.messages.places import join
from tests.worlds import community


def test_a_warm_send_of_500_bytes_costs_at_most_5_writes_and_3_reads(alice: Person) -> None:
    _, channel_id = community(alice)
    path = f"/channels/{channel_id}/messages"
    call(send_message, path, as_=alice, body={"content": "warm-up", "nonce": "w"})

    with calls() as watched:
        body = {"content": "x" * 500, "nonce": "c7f6e1f2-0c5c-4f7e-9f0e-5a7f3f0d2b11"}
        assert call(send_message, path, as_=alice, body=body).status == 201

    limiter = watched.names.index("UpdateItem")
    assert "LIMIT#" in str(watched.requests[limiter]["body"])
    used = units_of(watched.names, watched.requests, watched.answers) + Units(writes=-1)
    print(f"send: {used.writes:g} write and {used.reads:g} read units; {watched.names}")
    assert used.writes <= 5
    assert used.reads <= 3


@pytest.mark.parametrize("viewers", [1, 10, 40])
def test_a_flush_costs_at_most_1_write_and_2_reads_and_1_for_30_viewers(
    alice: Person, connections: Connections, viewers: int
) -> None:
    community_id, channel_id = community(alice)
    for number in range(viewers):
        viewer = alice if number == 0 else person()
        if number:
            join(community_id, owner=alice, who=viewer)
        socket = connect(viewer, connections)
        assert isinstance(socket, Socket)
        socket.send("identify", {"focus": [channel_id]})
    path = f"/channels/{channel_id}/messages"
    call(send_message, path, as_=alice, body={"content": "x" * 500, "nonce": "n"})

    with calls() as watched:
        assert nudged(pump_nudged, channel_stream(channel_id)) == []

    used = units_of(watched.names, watched.requests, watched.answers)
    print(f"flush to {viewers}: {used.writes:g} write and {used.reads:g} read units")
    assert watched.names.count("PostToConnection") == viewers
    assert used.writes <= 1
    assert used.reads <= 2 + ceil(viewers / 30)


def test_a_dm_costs_what_a_channel_does_and_its_flush_no_more(
    alice: Person, bob: Person, connections: Connections
) -> None:
    channel_id = dm(alice, bob)
    for who in (alice, bob):
        socket = connect(who, connections)
        assert isinstance(socket, Socket)
        socket.send("identify")
    path, body = f"/channels/{channel_id}/messages", {"content": "x" * 500, "nonce": "n"}

    with calls() as watched:
        assert call(send_message, path, as_=alice, body=body).status == 201
    send = units_of(watched.names, watched.requests, watched.answers) + Units(writes=-1)
    with calls() as watched:
        assert nudged(pump_nudged, channel_stream(channel_id)) == []
    flush = units_of(watched.names, watched.requests, watched.answers)

    print(f"DM: send {send.writes:g} and {send.reads:g}, flush {flush.writes:g}, {flush.reads:g}")
    assert watched.names.count("PostToConnection") == 2
    assert (send.writes <= 5, send.reads <= 3) == (True, True), send
    assert (flush.writes <= 1, flush.reads <= 5) == (True, True), flush
