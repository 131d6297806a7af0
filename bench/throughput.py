"""Messages a second through the local stacks, and the CPU each function takes of one."""

from __future__ import annotations

import asyncio

from bench.local_platform import Platform
from bench.report import Block, conditions
from bench.storm import Plan, Storm

WARM_UP = Plan(messages=100, drop_share=0.0, seed=1)
PLAN = Plan(messages=1000)
LEAST_MS = 0.05


def run(platform: Platform) -> Block:
    """The storm: everybody's view is compared with the log before a figure is believed."""
    _storm(platform, WARM_UP)
    with platform.watched() as used:
        storm = _storm(platform, PLAN)
    found, messages = storm.figures, PLAN.messages
    rows = [
        [f"`{function}`", f"{cpu / messages:.2f}"]
        for function, cpu in used.most_common()
        if cpu / messages >= LEAST_MS
    ]
    notes = (
        f"CPU-milliseconds per message, everything the functions did meanwhile included: "
        f"{PLAN.clients} clients send {messages} messages into {PLAN.channels} channels that "
        f"all of them look at, and {found['drops']:.0f} connections are cut (seed {PLAN.seed}). "
        f"{found['messages_per_s']:.0f} messages/s, {found['deliveries']:.0f} deliveries, nothing "
        f"lost or doubled; send to receive p50 {found['p50_s']:.2f} s, p99 {found['p99_s']:.2f} s.",
        conditions("throughput"),
    )
    return Block("throughput", ("process", "CPU-ms per message"), rows, notes)


def _storm(platform: Platform, plan: Plan) -> Storm:
    storm = Storm(plan, platform.api_url)
    asyncio.run(storm.run())
    if storm.wrong:
        raise SystemExit("\n".join(storm.wrong))
    return storm
