"""SR-08: who is demoted, timed out, shut out or banned is refused at once, and told within 2 s."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import websockets

from bench.people import invite
from commons.permissions import Permission
from creavio import Client, ProblemError

WITHIN_S = 2.0
Told = Callable[[dict[str, Any]], bool]


class Watcher:
    """A socket and every frame it got, each with when."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.frames: list[tuple[float, dict[str, Any]]] = []

    async def read(self) -> None:
        """Until it is closed."""
        async for text in self.socket:
            self.frames.append((time.perf_counter(), json.loads(text)))

    async def when(self, told: Told, since: float) -> float:
        """How many seconds after a moment a frame came that tells it."""
        async with asyncio.timeout(20):
            while True:
                for at, frame in self.frames:
                    if at >= since and told(frame):
                        return at - since
                await asyncio.sleep(0.005)


def event(type_: str, **about: object) -> Told:
    """A batch with such an event."""

    def tells(frame: dict[str, Any]) -> bool:
        return frame["op"] == "batch" and any(
            one["t"] == type_ and about.items() <= one["d"].items() for one in frame["d"]["e"]
        )

    return tells


def op(name: str, **about: object) -> Told:
    """A frame of this op."""
    return lambda frame: frame["op"] == name and about.items() <= frame["d"].items()


@dataclass
class Demotion:
    """Somebody who looks at a channel, and how long they wait to be told what they lose."""

    watcher: Watcher
    took: dict[str, list[float]] = field(default_factory=dict)

    async def measure(self, what: str, act: Awaitable[object], told: Told) -> None:
        """Counted from the answer; what is told before it comes is told in no time."""
        begun = time.perf_counter()
        await act
        answered = time.perf_counter() - begun
        seconds = await self.watcher.when(told, begun) - answered
        self.took.setdefault(what, []).append(max(0.0, seconds))


@asynccontextmanager
async def looking(client: Client, channel: str, community: str) -> AsyncIterator[Demotion]:
    """A socket that looks at a channel and so at its community."""
    ticket = await client.realtime.ticket()
    async with websockets.connect(f"{ticket.url}?v=1&ticket={ticket.ticket}") as socket:
        await socket.send(json.dumps({"op": "identify", "d": {"focus": [channel]}}))
        watcher = Watcher(socket)
        reading = asyncio.create_task(watcher.read())
        await watcher.when(op("replay_end", stream=f"c:{community}"), 0)
        await asyncio.sleep(1)
        yield Demotion(watcher)
        await reading


async def test_who_loses_a_right_is_told_within_two_seconds(alice: Client, bob: Client) -> None:
    community = await alice.communities.create("Acme")
    channel, members = community.channels[0].id, alice.members
    await invite(alice, community, bob)
    bobs = (await bob.users.me()).id
    mine = {"user_id": bobs}
    bits = int(Permission.MANAGE_MESSAGES)
    role = await alice.roles.create(community.id, "Moderators", permissions=bits)
    async with looking(bob, channel, community.id) as lost:
        for _ in range(3):
            await members.grant(community.id, bobs, role.id)
            await lost.watcher.when(event("MEMBER_UPDATE", **mine, roles=[role.id]), 0)
            taken = event("MEMBER_UPDATE", **mine, roles=[])
            lost.watcher.frames.clear()
            await lost.measure("role taken", members.revoke(community.id, bobs, role.id), taken)
            lost.watcher.frames.clear()
        edited = event("ROLE_UPDATE", id=role.id, permissions="0")
        await lost.measure("role edited", alice.roles.update(role.id, permissions="0"), edited)
        until = datetime.now(UTC) + timedelta(minutes=5)
        timed_out = members.update(community.id, bobs, timeout_until=until)
        await lost.measure("timed out", timed_out, event("MEMBER_UPDATE", **mine))
        await _refused(403, bob.messages.send(channel, "after the time-out"))
        deny = int(Permission.VIEW)
        closing = alice.channels.set_override(channel, bobs, "member", deny=deny)
        closed = op("focus_ok", channels=[], refused=[channel])
        await lost.measure("channel closed", closing, closed)
        await _refused(404, bob.messages.list(channel))
        begun = time.perf_counter()
        out, ended = event("MEMBER_REMOVE", **mine), op("error", close_code=4012)
        await lost.measure("banned", members.ban(community.id, bobs), lambda f: out(f) or ended(f))
        after = await lost.watcher.when(ended, begun)
    for what, seconds in lost.took.items():
        print(f"{what}: told {', '.join(f'{1000 * s:.0f}' for s in seconds)} ms after the answer")
    print(f"the socket was closed {1000 * after:.0f} ms after the ban was asked for")
    assert max(max(seconds) for seconds in lost.took.values()) < WITHIN_S


async def _refused(status: int, asked: Awaitable[object]) -> None:
    with pytest.raises(ProblemError) as problem:
        await asked
    assert problem.value.status == status
