"""Whose modules a start spends its time on."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from statistics import median

from bench.init import paths
from bench.report import Block, conditions

RUNS = 5
FUNCTIONS = {
    "HTTP function": "functions.messages.endpoints.send_message",
    "consumer": "functions.realtime.consumers.pump_nudged",
}
LINE = re.compile(r"^import time: +(\d+) \| +\d+ \| +(\S+)$", re.MULTILINE)
OURS = {"commons", "functions"}
LEAST = 0.02


def run() -> Block:
    """Shares of the time of import by package, each module without those it imports."""
    shares = {kind: _shares(module) for kind, module in FUNCTIONS.items()}
    packages = sorted(
        {name for found in shares.values() for name in found},
        key=lambda name: -max(found.get(name, 0) for found in shares.values()),
    )
    rows = [
        [package, *(f"{found.get(package, 0):.0%}" for found in shares.values())]
        for package in packages
        if any(found.get(package, 0) >= LEAST for found in shares.values())
    ]
    names = ", ".join(f"`{module.rpartition('.')[2]}`" for module in FUNCTIONS.values())
    note = (
        f"{names}: median of {RUNS} runs of `-X importtime`; packages below {LEAST:.0%} left out."
    )
    head = ("package", *FUNCTIONS)
    return Block("imports", head, rows, (note, conditions("imports")))


def _shares(module: str) -> dict[str, float]:
    runs = [_self_times(module) for _ in range(RUNS)]
    found = {name: median(run[name] for run in runs) for name in runs[0]}
    whole = sum(found.values())
    return {name: time / whole for name, time in found.items()}


def _self_times(module: str) -> Counter[str]:
    code = (
        f"import sys; sys.path[:0] = sys.argv[1:]; m = __import__({module!r}, fromlist=['*']); "
        f"getattr(m.{module.rpartition('.')[2]}, '_serve', None)"
    )
    command = [sys.executable, "-I", "-S", "-X", "importtime", "-c", code, *map(str, paths())]
    done = subprocess.run(command, env={}, capture_output=True, text=True, check=True)
    found: Counter[str] = Counter()
    for microseconds, name in LINE.findall(done.stderr):
        found[_package(name)] += int(microseconds)
    return found


def _package(name: str) -> str:
    top = name.partition(".")[0]
    if top in OURS:
        return "ours"
    return "the standard library" if top in sys.stdlib_module_names else top
