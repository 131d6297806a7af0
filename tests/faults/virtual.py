"""Time that passes only when everybody sleeps: minutes of load in seconds, the same every run.

Each process is a thread; one runs at a time, until it sleeps. Code that calls ``time.sleep`` is the
code that ships. A call on the emulator takes no time unless ``costs_s`` says what it takes.
"""

from __future__ import annotations

import heapq
import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from commons.aws import client

_slept = time.sleep


class _Process:
    """One thread and its turn."""

    def __init__(self, work: Callable[[], None], ended: Callable[[], None]) -> None:
        self.turn = threading.Semaphore(0)
        self.error: BaseException | None = None
        self._work, self._ended = work, ended
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        self.turn.acquire()
        try:
            self._work()
        except BaseException as error:
            self.error = error
        self._ended()


class VirtualTime:
    """Processes that take turns by the clock they share."""

    def __init__(self) -> None:
        self.now = 0.0
        self._order = itertools.count()
        self._waiting: list[tuple[float, int, _Process]] = []
        self._back = threading.Semaphore(0)
        self._here = threading.local()

    def spawn(self, work: Callable[[], None], after_s: float = 0.0) -> None:
        """Start a process at a time from now."""

        def run() -> None:
            self._here.process = process
            work()

        process = _Process(run, self._back.release)
        self._wait(process, after_s)
        process.thread.start()

    def sleep(self, seconds: float) -> None:
        """What ``time.sleep`` is meanwhile."""
        process: _Process | None = getattr(self._here, "process", None)
        if process is None:
            _slept(seconds)
            return
        self._wait(process, seconds)
        self._back.release()
        process.turn.acquire()

    def run(self) -> None:
        """Until every process has ended; raises what one of them raised."""
        while self._waiting:
            self.now, _, process = heapq.heappop(self._waiting)
            process.turn.release()
            self._back.acquire()
            if process.error is not None:
                raise process.error

    def _wait(self, process: _Process, seconds: float) -> None:
        heapq.heappush(self._waiting, (self.now + seconds, next(self._order), process))


@contextmanager
def virtual_time(seed: int, costs_s: float = 0.0) -> Iterator[VirtualTime]:
    """``time.sleep`` of the processes of a block is virtual; so are pauses drawn by ``random``.

    costs_s: what every attempt of a DynamoDB call takes.
    """
    made, state = VirtualTime(), random.getstate()

    def take(**_: object) -> None:
        made.sleep(costs_s)

    events = client("dynamodb").meta.events
    if costs_s:
        events.register("before-send", take)
    random.seed(seed)
    vars(time)["sleep"] = made.sleep
    try:
        yield made
    finally:
        vars(time)["sleep"] = _slept
        random.setstate(state)
        events.unregister("before-send", take)
