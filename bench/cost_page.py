"""The tables of docs/costs.md."""

from __future__ import annotations

from dataclasses import fields, replace

from bench import costs
from bench.costs import Life, added, asleep, message, month, total, usd
from bench.prices import LOOKED_UP, PRICES
from bench.report import ROOT, Block, write

PAGE = ROOT / "docs" / "costs.md"
KIND = "costs"


def rewrite() -> list[Block]:
    """Write every table of the page; which they were."""
    made = blocks()
    for block in made:
        write(block, PAGE, KIND)
    return made


def blocks() -> list[Block]:
    """The tables of the page."""
    tables = (_by_deed, _by_unit, _per_million, _sleeping, _sensitivity, _assumed, _counted)
    return [*(table() for table in tables), _list_prices()]


def _money(dollars: float) -> str:
    return f"${dollars:,.2f}"


def _by_deed() -> Block:
    used = month(Life())
    rows = [[name, _money(sum(usd(one).values()))] for name, one in used.items()]
    rows.append(["in all", _money(total(used))])
    return Block("members", ("1,000 members, a month", "US$"), rows)


def _by_unit() -> Block:
    spent = usd(added(*month(Life()).values()))
    whole = sum(spent.values())
    ranked = sorted(spent.items(), key=lambda one: -one[1])
    used = added(*month(Life()).values())
    rows = [
        [PRICES[name].unit, f"{used[name]:,.4g}", _money(dollars), f"{dollars / whole:.0%}"]
        for name, dollars in ranked
        if dollars >= 0.005
    ]
    return Block("units", ("unit", "used", "US$", "share"), rows)


def _per_million() -> Block:
    rows = []
    for viewers in (1, 10, 20, 60, 400):
        spent = usd(message(viewers))
        api = spent["frames"]
        table = spent["writes"] + spent["reads"]
        functions = spent["invocations"] + spent["gb_s"]
        rest = sum(spent.values()) - api - table - functions
        parts = (api, table, functions, rest, sum(spent.values()))
        rows.append([str(viewers), *(_money(part * 1e6) for part in parts)])
    head = ("viewers", "WebSocket", "DynamoDB", "Lambda", "queue, egress", "1 million messages")
    return Block("messages", head, rows)


def _sleeping() -> Block:
    used = asleep()
    rows = [
        [PRICES[name].unit, f"{used[name]:,.4g}", _money(dollars)]
        for name, dollars in sorted(usd(used).items(), key=lambda one: -one[1])
        if used[name]
    ]
    rows.append(["in all", "", _money(sum(usd(used).values()))])
    return Block("asleep", ("unit", "a month", "US$"), rows)


def _sensitivity() -> Block:
    base = Life()
    lives = {
        "as assumed": base,
        "twice the viewers of a message": replace(base, viewers=base.viewers * 2),
        "twice the messages": replace(base, messages=base.messages * 2),
        "twice the hours online": replace(base, hours=base.hours * 2),
        "twice the pages read": replace(base, pages=base.pages * 2),
        "half as many active": replace(base, active_share=base.active_share / 2),
        "10,000 members": replace(base, members=10_000),
    }
    rows = []
    for name, life in lives.items():
        whole = total(month(life))
        rows.append([name, _money(whole), _money(whole * 1000 / life.members)])
    return Block("sensitivity", ("", "US$ a month", "per 1,000 members"), rows)


def _assumed() -> Block:
    rows = [[f"`{one.name}`", f"{getattr(Life(), one.name):g}"] for one in fields(Life)]
    rows += [[f"`{name}`", f"{getattr(costs, name):.4g}"] for name in CONSTANTS]
    return Block("assumptions", ("assumed", "value"), rows)


CONSTANTS = (
    *("DAYS", "HEARTBEAT_MINUTES", "MEMORY_GB", "VCPU_SHARE", "ROUND_TRIP_MS", "FACT_MS"),
    *("CHECK_WAIT_MS", "IDLE_RECEIVES", "FRAME_KB", "PAGE_KB", "ACCESS_LOG_KB"),
)


def _counted() -> Block:
    found = costs.counts()
    rows = [
        [
            name,
            f"{one['writes']:g}",
            f"{one['reads']:g}",
            str(sum(one["calls"].values())),
            f"{one['cpu_ms']:g}",
        ]
        for name, one in found["operations"].items()
    ]
    head = ("one", "write units", "read units", "AWS calls", "CPU-ms")
    return Block("counts", head, rows, (found["conditions"],))


def _list_prices() -> Block:
    rows = [[p.unit, f"{p.usd:.10g}", f"{p.per:,.0f}", p.page, p.source] for p in PRICES.values()]
    note = (
        f"us-east-1, looked up {LOOKED_UP}; free tiers and discounts by volume are ignored. The "
        "vendor's pages draw their numbers in the browser and could not be read for them: numbers "
        "are those of the second sources, and not confirmed by the vendor."
    )
    return Block("prices", ("unit", "US$", "for", "vendor page", "number from"), rows, (note,))
