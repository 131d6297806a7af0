"""Send to receive: how long until the last of so many viewers has a message."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack

from bench.local_platform import Platform
from bench.people import invite, sign_up
from bench.report import Block, conditions, measured
from creavio import Client
from creavio.demo import percentile

VIEWERS = (1, 10, 100)
MESSAGES, PAUSE_S = 40, 0.15
WARM_UP = 3
PATIENCE_S = 20.0


async def waits(api_url: str, viewers: int) -> list[float]:
    """Milliseconds from sending to arrival at the last viewer, one message at a time."""
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(Client(api_url)) for _ in range(viewers + 1)]
        for client in people:
            await sign_up(client, "v")
        owner, *others = people
        community = await owner.communities.create("Bench")
        channel = community.channels[0].id
        for start in range(0, len(others), 50):
            await invite(owner, community, *others[start : start + 50])
        gateways = [await stack.enter_async_context(c.gateway([channel])) for c in people]
        arrivals = [gateway.events() for gateway in gateways]
        found = []
        for number in range(WARM_UP + MESSAGES):
            await asyncio.sleep(PAUSE_S)
            started = time.perf_counter()
            await gateways[0].send(channel, str(number))
            async with asyncio.timeout(PATIENCE_S):
                for events in arrivals[1:]:
                    while (await anext(events)).t != "MESSAGE_CREATE":
                        pass
            found.append(1000 * (time.perf_counter() - started))
        return found[WARM_UP:]


def run(platform: Platform) -> Block:
    """One viewer, ten, a hundred, all looking at one channel; functions are warm."""
    rows = []
    for viewers in VIEWERS:
        found = asyncio.run(waits(platform.api_url, viewers))
        rows.append([f"{viewers}", measured(found), f"{percentile(found, 0.99):.0f}"])
    note = (
        f"Milliseconds from `send` until the last viewer has the message: median and middle half "
        f"of {MESSAGES} messages sent one at a time after {WARM_UP} to warm up. Emulator, "
        "functions and every client share the cores of this machine."
    )
    head = ("focused viewers", "ms", "p99")
    return Block("latency", head, rows, (note, conditions("latency")))
