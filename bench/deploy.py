"""How long the whole platform takes to stand on this machine."""

from __future__ import annotations

import statistics

from bench.local_platform import Platform
from bench.report import Block, conditions, measured

RUNS = 3
STEPS = ("emulator", "dependency layer", "synth", "bootstrap", "deploy")


def run(name: str) -> Block:
    """Several times from nothing to ready; the caches of packages and assets are warm."""
    platform = Platform(name)
    runs = []
    try:
        for _ in range(RUNS):
            runs.append(platform.up())
    finally:
        platform.down()
    rows = []
    for step in STEPS:
        found = [next(s for n, s in one.steps.items() if n.startswith(step)) for one in runs]
        rows.append([step, measured(found, 1)])
    rows.append(["in all", measured((one.wall_s for one in runs), 1)])
    cpu_s = statistics.median(one.cpu_s for one in runs)
    note = (
        f"Seconds, median and middle half of {RUNS} starts without the seed. Layer and synth run "
        "beside the bootstrap, whose row is the rest that is waited for. All but the emulator took "
        f"{cpu_s:.1f} CPU-seconds: what a quiet machine would need at least, on one core."
    )
    return Block("deploy", ("step", "s"), rows, (note, conditions("deploy")))
