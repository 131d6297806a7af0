"""What the machinery takes of a warm request, without the AWS calls' own CPU."""

from __future__ import annotations

import json
import subprocess
import sys

from bench.init import NO_ACCOUNT, paths
from bench.report import Block, conditions, measured

ROUNDS, CALLS = 40, 100
RUN = (
    "import sys; sys.path[:0] = sys.argv[1:]; from bench import warm_probe; "
    f"warm_probe.main({ROUNDS}, {CALLS})"
)


def run() -> Block:
    """Every part of ``bench/warm_probe.py``, in the built layer."""
    command = [sys.executable, "-I", "-S", "-c", RUN, *map(str, paths())]
    done = subprocess.run(command, env=NO_ACCOUNT, capture_output=True, text=True, check=True)
    found: dict[str, list[float]] = json.loads(done.stdout)
    rows = [[part, measured(values)] for part, values in found.items()]
    note = (
        f"Median and middle half of {ROUNDS} rounds of {CALLS} calls, in process CPU time. "
        "The clients of AWS answer from a dictionary at once: building, signing, sending and "
        "reading AWS calls is not counted, what the functions do with the answers is."
    )
    return Block("warm", ("part", "CPU-µs"), rows, (note, conditions("warm")))
