"""A fresh local platform, for the measurements that go through the deployed stacks."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from localstack import processes
from localstack.instance import ROOT, Instance

LOCALSTACK = [sys.executable, "-m", "localstack"]
STEP = re.compile(r"^  (\S.*?) +(\d+\.\d) s$", re.MULTILINE)
LOOK_S = 0.5
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Up:
    """One ``localstack up``: seconds by step, and CPU-seconds of what it ran."""

    steps: dict[str, float]
    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Platform:
    """An instance that runs."""

    name: str

    @property
    def api_url(self) -> str:
        """The client API, before ``/v1``."""
        outputs = json.loads(Path(Instance(self.name).outputs).read_text())
        return str(outputs["api_url"])

    def up(self) -> Up:
        """Start it afresh, without the seed."""
        command = [*LOCALSTACK, "up", "--name", self.name, "--port", "0", "--no-seed"]
        started, before = time.perf_counter(), _children_cpu_s()
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        wall = time.perf_counter() - started
        steps = {name: float(seconds) for name, seconds in STEP.findall(done.stdout)}
        return Up(steps, wall, _children_cpu_s() - before)

    def down(self) -> None:
        """Stop it."""
        subprocess.run([*LOCALSTACK, "down", "--name", self.name], cwd=ROOT, check=True)

    @contextmanager
    def watched(self) -> Iterator[Counter[str]]:
        """CPU-milliseconds of a block, by function; the emulator's own under ``emulator``.

        Looked at twice a second: a worker that is killed takes at most that with it.
        """
        used: Counter[str] = Counter()
        begun = self._cpu_ms()
        latest, ended = dict(begun), threading.Event()

        def look() -> None:
            while not ended.wait(LOOK_S):
                latest.update(self._cpu_ms())

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            yield used
        finally:
            ended.set()
            watcher.join()
            latest.update(self._cpu_ms())
            for worker, cpu_ms in latest.items():
                used[worker[0]] += round(cpu_ms - begun.get(worker, 0.0))

    def _cpu_ms(self) -> dict[tuple[str, int], float]:
        """CPU-milliseconds of each living process so far, by function and pid."""
        record = Instance(self.name).running()
        assert record is not None
        found = {}
        for pid in processes.group_members(record.pid, record.started):
            function = "emulator" if pid == record.pid else _function_of(pid)
            if function is not None:
                found[function, pid] = _cpu_ms(pid)
        return found


@contextmanager
def running(name: str) -> Iterator[Platform]:
    """A platform that is up for the length of a block."""
    platform = Platform(name)
    platform.up()
    try:
        yield platform
    finally:
        platform.down()


def _function_of(pid: int) -> str | None:
    """``messages-send_message`` of a process that runs ``local-messages-send_message``."""
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return None
    found = re.search(r"(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]+)", environment)
    return found[1].partition("-")[2] if found else None


def _cpu_ms(pid: int) -> float:
    """User and system time of all threads of a process, those that ended included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return 1000 * (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
