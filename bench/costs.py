"""What Creavio costs to run on AWS: counted units times list prices; docs/costs.md shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.prices import PRICES
from bench.report import ROOT

COUNTS = ROOT / "bench" / "counts.json"

DAYS, MINUTES, HEARTBEAT_MINUTES = 30, 43_200, 4
MEMORY_GB, VCPU_SHARE = 0.5, 512 / 1769
ROUND_TRIP_MS, FACT_MS = 4.0, 15.0
#: An idle FIFO queue is polled by five pollers of 20 seconds each.
IDLE_RECEIVES = 5 * MINUTES * 60 / 20
FRAME_KB, PAGE_KB = 0.9, 4.0
ACCESS_LOG_KB = 0.3
#: ``pump_logged`` gives the nudge this long before it looks (PATIENCE_MS).
CHECK_WAIT_MS = 250.0

Uses = Mapping[str, float]


@dataclass(frozen=True)
class Life:
    """How a thousand members spend a month. These are assumptions; the rest is counted."""

    members: int = 1000
    active_share: float = 0.30
    messages: float = 12
    viewers: float = 20
    hours: float = 2
    connections: float = 4
    pages: float = 60
    other_requests: float = 60
    reads: float = 30
    facts: float = 1
    kept_months: float = 12

    @property
    def days(self) -> float:
        """Days on which somebody was active, all members together."""
        return self.members * self.active_share * DAYS

    @property
    def sent(self) -> float:
        """Messages a month."""
        return self.days * self.messages


def counts() -> dict[str, Any]:
    """What was counted: operations of the functions, resources of the templates."""
    found: dict[str, Any] = json.loads(COUNTS.read_text())
    return found


def added(*uses: Uses) -> dict[str, float]:
    """The sum of several uses."""
    total: dict[str, float] = {}
    for one in uses:
        for name, amount in one.items():
            total[name] = total.get(name, 0.0) + amount
    return total


def times(uses: Uses, factor: float) -> dict[str, float]:
    """So many of it."""
    return {name: amount * factor for name, amount in uses.items()}


def usd(uses: Uses) -> dict[str, float]:
    """Dollars by unit."""
    return {name: amount * PRICES[name].each for name, amount in uses.items()}


def invocation(name: str, wait_ms: float = 0.0, **more: float) -> dict[str, float]:
    """One call of a function as it was counted: units, and GB-seconds from its CPU and waits."""
    one = counts()["operations"][name]
    posts = one["calls"].get("PostToConnection", 0)
    trips = sum(one["calls"].values()) - posts + (1 if posts else 0)
    ms = one["cpu_ms"] / VCPU_SHARE + trips * ROUND_TRIP_MS + wait_ms
    used = {
        "invocations": 1.0,
        "gb_s": ms / 1000 * MEMORY_GB,
        "writes": one["writes"],
        "reads": one["reads"],
        "frames": float(posts),
        "fifo": float(one["calls"].get("SendMessage", 0)),
    }
    return added(used, more)


def message(viewers: float) -> dict[str, float]:
    """One message: sent through the socket, delivered once to each viewer, kept and checked."""
    one, many = invocation("flush to 1"), invocation("flush to 20")
    flush = {name: one[name] + (many[name] - one[name]) * (viewers - 1) / 19 for name in many}
    queue = {"fifo": 2.0}  # received and deleted
    return added(
        invocation("send", frames=2.0, log_gb=ACCESS_LOG_KB / 1e6),
        flush,
        queue,
        invocation("check of a flush", CHECK_WAIT_MS),
        {"egress_gb": viewers * FRAME_KB / 1e6},
    )


def fact() -> dict[str, float]:
    """An event for another service: its outbox row, its carrier, the bus, one consumer."""
    work = times({"invocations": 1.0, "gb_s": FACT_MS / 1000 * MEMORY_GB}, 2.0)
    return added(work, {"events": 1.0, "writes": 2.0 + 1.0})


def stored(life: Life) -> dict[str, float]:
    """What has been kept for a while, and its continuous backup."""
    gb = life.sent * life.kept_months * FRAME_KB / 1e6
    return {"stored_gb": gb, "pitr_gb": gb}


def month(life: Life) -> dict[str, dict[str, float]]:
    """What a month of this life uses, by what people do."""
    sessions = life.days * life.connections
    joined = ("connect and ticket", "identify", "disconnect")
    beats = life.days * life.hours * 60 / HEARTBEAT_MINUTES
    web = {"http": 1.0, "egress_gb": PAGE_KB / 1e6, "log_gb": ACCESS_LOG_KB / 1e6}
    frame = {"frames": 1.0, "log_gb": ACCESS_LOG_KB / 1e6}
    return {
        "messages": times(message(life.viewers), life.sent),
        "connections": added(
            times(added(*(invocation(name) for name in joined), web, frame), sessions),
            {"minutes": life.days * life.hours * 60},
            times(added(invocation("heartbeat", frames=1.0), frame), beats),
        ),
        "reading": added(
            times(added(invocation("page of messages"), web), life.days * life.pages),
            times(added(invocation("read"), frame), life.days * life.reads),
        ),
        "other requests": times(added(invocation("channel"), web), life.days * life.other_requests),
        "facts told to other services": times(fact(), life.days * life.facts),
        "storage": stored(life),
        "a sleeping platform": asleep(),
    }


def asleep() -> dict[str, float]:
    """What is left when nobody is there: resources of a production stage, as synthesised."""
    resources = counts()["resources"]
    # metric filters publish, and cost, only while something fails
    sweeps = times({"invocations": 1.0, "gb_s": 0.01 * MEMORY_GB, "reads": 1.0}, float(MINUTES))
    return added(
        {name: float(resources[name]) for name in ("alarms", "dashboards", "secrets", "keys")},
        times({"fifo": IDLE_RECEIVES}, resources["polled_queues"]),
        times(sweeps, resources["minute_jobs"]),
    )


def total(uses: Mapping[str, Uses]) -> float:
    """Dollars of it all."""
    return sum(sum(usd(one).values()) for one in uses.values())
