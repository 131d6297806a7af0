"""`make bench`: measures, and puts the figures into docs/performance.md and docs/costs.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable

from bench import (
    cost_page,
    counting,
    deploy,
    imports,
    init,
    large,
    latency,
    media,
    message_units,
    throughput,
    warm,
)
from bench.local_platform import Platform, running
from bench.report import Block, write

NAME = "bench"


def through(measure: Callable[[Platform], Block]) -> Callable[[], Block]:
    """A measurement on a fresh platform that is taken down afterwards."""

    def run() -> Block:
        with running(NAME) as made:
            return measure(made)

    return run


PARTS: dict[str, Callable[[], Block]] = {
    "init": init.run,
    "imports": imports.run,
    "warm": warm.run,
    "units": message_units.run,
    "large": large.run,
    "media": media.run,
    "deploy": lambda: deploy.run(NAME),
    "latency": through(latency.run),
    "throughput": through(throughput.run),
}


def main() -> int:
    """Measure the chosen parts and rewrite their tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="part",
        help=f"of {', '.join(PARTS)}; all of these; or counts, or costs",
    )
    parser.add_argument("--print", action="store_true", help="print only, leave the pages alone")
    options = parser.parse_args()
    if options.parts in (["costs"], ["counts"]):
        if options.parts == ["counts"]:
            counting.write()
        print("\n\n".join(map(str, cost_page.rewrite())))
        return 0
    if strangers := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(strangers))}")
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    for part in options.parts or PARTS:
        started = time.perf_counter()
        block = PARTS[part]()
        print(f"{block}\n\n[{part}: {time.perf_counter() - started:.0f} s]\n")
        if not options.print:
            write(block)
    return 0


if __name__ == "__main__":
    sys.exit(main())
