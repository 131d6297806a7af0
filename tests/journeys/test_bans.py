"""A ban holds on the next request, and the banned one's socket hears nothing more."""

import asyncio
import json
import time
from typing import Any

import pytest
import websockets

from bench.people import invite
from creavio import Client, ProblemError


async def test_a_ban_holds_at_once_and_closes_the_socket(alice: Client, bob: Client) -> None:
    community = await alice.communities.create("Acme")
    channel = community.channels[0].id
    await invite(alice, community, bob)
    banned = (await bob.users.me()).id
    async with alice.gateway([channel]) as gateway:
        ticket = await bob.realtime.ticket()
        url = f"{ticket.url}?v=1&ticket={ticket.ticket}"
        async with websockets.connect(url) as socket:
            await socket.send(json.dumps({"op": "identify", "d": {"focus": [channel]}}))
            await _until(socket, "replay_end")
            await gateway.send(channel, "before the ban")
            await _until(socket, "batch")

            await alice.members.ban(community.id, banned)
            at = time.perf_counter()
            with pytest.raises(ProblemError) as refused:
                await bob.messages.list(channel)
            await gateway.send(channel, "after the ban")
            heard = await _rest(socket)
            closed = time.perf_counter() - at

    assert refused.value.status == 404
    # Delivery is at least once: what was sent before the ban may come again, nothing newer may.
    # Of the community they may hear that they are out of it, and that the channel is closed.
    told = [event for frame in heard for event in frame["d"].get("e", ())]
    said = {event["d"]["content"] for event in told if event["t"] == "MESSAGE_CREATE"}
    assert said <= {"before the ban"}
    assert {e["t"] for e in told} <= {"MESSAGE_CREATE", "MEMBER_ADD", "MEMBER_REMOVE"}
    assert (heard[-1]["op"], heard[-1]["d"]["close_code"]) == ("error", 4012)
    print(f"closed {closed * 1000:.0f} ms after the ban was answered")


async def test_a_log_out_closes_the_sessions_socket(alice: Client) -> None:
    ticket = await alice.realtime.ticket()
    async with websockets.connect(f"{ticket.url}?v=1&ticket={ticket.ticket}") as socket:
        await socket.send(json.dumps({"op": "identify", "d": {}}))
        await _until(socket, "ready")

        await alice.logout()
        heard = await _rest(socket)

    errors = [frame["d"]["close_code"] for frame in heard if frame["op"] == "error"]
    assert errors == [4010]
    assert heard[-1]["op"] == "error"


async def _until(socket: websockets.ClientConnection, op: str) -> None:
    async with asyncio.timeout(10):
        while json.loads(await socket.recv())["op"] != op:
            pass


async def _rest(socket: websockets.ClientConnection) -> list[dict[str, Any]]:
    """Every frame until the server closes the socket."""
    async with asyncio.timeout(10):
        return [json.loads(frame) async for frame in socket]
