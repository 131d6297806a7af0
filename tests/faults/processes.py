"""A process of its own: killed for real at any line it runs, or living by another clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.faketime import library

ROOT = Path(__file__).resolve().parents[2]


class Broken(AssertionError):
    """The work in the worker raised; the text is its traceback."""


@dataclass(frozen=True)
class Ended:
    """How a piece of work ended: with a result, or killed; and the points it passed."""

    killed: bool
    points: int
    result: Any


class Worker:
    """Runs functions of test modules, each call in a fresh copy of one prepared process."""

    def __init__(self, process: subprocess.Popen[str], clock: Path | None) -> None:
        self._process = process
        self._clock = clock

    def run(self, work: Callable[..., Any], *arguments: Any, kill_at: int = 0) -> Ended:
        """Call ``work`` there; with ``kill_at`` it gets SIGKILL at that point, counted from 1.

        arguments, result: JSON. A point is a line of our code or of the HTTP client below it.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        name = f"{work.__module__}:{work.__name__}"
        order = {"run": name, "arguments": arguments, "kill_at": kill_at}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if answer.get("error"):
            raise Broken(answer["error"])
        return Ended(answer["killed"], answer.get("points", 0), answer.get("result"))

    def set_clock(self, offset_s: int) -> None:
        """Its clock is so far off from now on; only of a worker that has one of its own."""
        assert self._clock is not None
        self._clock.write_text(f"{offset_s:+d}\n")


@contextmanager
def worker(*, clock: Path | None = None) -> Iterator[Worker]:
    """A worker for the length of a block.

    clock: a file that tells its clock's offset; without one it lives by ours.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker"],
        cwd=ROOT,
        env=os.environ | (_faked(clock) if clock else {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Worker(process, clock)
    finally:
        process.communicate()


def _faked(clock: Path) -> dict[str, str]:
    clock.write_text("+0\n")
    return {
        "LD_PRELOAD": str(library()),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",  # a changed file counts at once
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # a wrong wall clock does not stop the other one
        "DONT_FAKE_MONOTONIC": "1",
    }
