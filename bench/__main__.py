"""`make bench`: measures a fresh local platform and prints the tables of docs/performance.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bench.people import invite, sign_up
from bench.storm import Plan, Storm
from creavio import Client
from creavio.demo import percentile
from localstack.instance import ROOT, Instance

NAME = "bench"
LOCALSTACK = [sys.executable, "-m", "localstack"]
ROUNDS = 60
PAUSE_S = 0.15


def main() -> int:
    """Bring a platform up, measure it, take it down."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--messages", type=int, default=1000, help="of the storm (default 1000)")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},")
    print(f"load {os.getloadavg()[0]:.1f} at the start\n")
    try:
        api_url = _up()
        for viewers in (1, 10):
            asyncio.run(_latency(api_url, viewers))
        asyncio.run(_storm(api_url, options.messages))
    finally:
        subprocess.run([*LOCALSTACK, "down", "--name", NAME], cwd=ROOT, check=True)
    return 0


def _up() -> str:
    started = time.perf_counter()
    command = [*LOCALSTACK, "up", "--name", NAME, "--port", "0", "--no-seed"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    steps = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    print(f"up: {time.perf_counter() - started:.1f} s without the seed")
    print("\n".join(line for line in steps if line.rstrip().endswith(" s")))
    outputs = json.loads(Path(Instance(NAME).outputs).read_text())
    return str(outputs["api_url"])


async def _latency(api_url: str, viewers: int) -> None:
    """Send to receive, one message at a time, at the last of so many viewers."""
    waits = []
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(Client(api_url)) for _ in range(viewers + 1)]
        for client in people:
            await sign_up(client, "v")
        owner, *others = people
        community = await owner.communities.create("Bench")
        channel = community.channels[0].id
        await invite(owner, community, *others)
        gateways = [await stack.enter_async_context(c.gateway([channel])) for c in people]
        arrivals = [gateway.events() for gateway in gateways]
        for number in range(ROUNDS):
            await asyncio.sleep(PAUSE_S)
            started = time.perf_counter()
            await gateways[0].send(channel, str(number))
            for events in arrivals:
                while (await anext(events)).t != "MESSAGE_CREATE":
                    pass
            waits.append(1000 * (time.perf_counter() - started))
    p50, p99 = percentile(waits, 0.5), percentile(waits, 0.99)
    print(f"\nsend to the last of {viewers + 1} viewers, {ROUNDS} messages, one at a time:")
    print(f"  p50 {p50:.0f} ms, p99 {p99:.0f} ms")


async def _storm(api_url: str, messages: int) -> None:
    storm = Storm(Plan(messages=messages), api_url)
    await storm.run()
    if storm.wrong:
        raise SystemExit("\n".join(storm.wrong))
    plan, found = storm.plan, storm.figures
    print(f"\n{plan.clients} clients, {plan.messages} messages, {plan.channels} channels,")
    print(f"{found['drops']:.0f} connections dropped, seed {plan.seed}: nothing lost or doubled")
    print(f"  {found['messages_per_s']:.0f} messages/s, {found['deliveries']:.0f} deliveries,")
    print(f"  send to receive p50 {found['p50_s']:.2f} s, p99 {found['p99_s']:.2f} s")


if __name__ == "__main__":
    sys.exit(main())
