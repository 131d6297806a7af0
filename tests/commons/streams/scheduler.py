"""Processes that take turns: every interleaving and every kill comes from one seed.

Each process is a thread that runs only while it holds the turn, and gives it back at ``pause``.
So the code under test is the real code, blocking calls and all.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable


class Killed(BaseException):
    """``kill -9``: nothing may catch it, nothing after it runs."""


class Process:
    """One thread that runs when told to."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.name = name
        self.done = False
        self.wake_at = 0
        self._killed = False
        self._error: BaseException | None = None
        self._turn = threading.Semaphore(0)
        self._back = threading.Semaphore(0)
        self._work = work
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self._turn.acquire()
        try:
            if not self._killed:
                self._work()
        except Killed:
            pass
        except BaseException as error:
            self._error = error
        self.done = True
        self._back.release()

    def step(self) -> None:
        """Let it run until its next pause, or its end."""
        self._turn.release()
        self._back.acquire()
        if self._error is not None:
            raise self._error

    def pause(self) -> None:
        """Give the turn back; raises Killed if it never comes again."""
        self._back.release()
        self._turn.acquire()
        if self._killed:
            raise Killed

    def kill(self) -> None:
        """End it where it stands."""
        self._killed = True
        self.step()


class Scheduler:
    """Gives turns at random, and owns the time."""

    STEP_MS = 40

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = 1_000_000
        self.processes: list[Process] = []
        self._running: Process | None = None

    def spawn(self, name: str, work: Callable[[], None]) -> None:
        """Start a process; it runs when its turn comes."""
        self.processes.append(Process(name, work))

    def running(self, prefix: str) -> int:
        """How many processes of a kind there are."""
        return sum(p.name.startswith(prefix) for p in self.processes)

    def turn(self, kill: float, spare: str) -> Process | None:
        """Let one process take a step, or kill it; the process if it was killed."""
        self.now += self.STEP_MS
        ready = [p for p in self.processes if p.wake_at <= self.now]
        if not ready:
            self.now = min(p.wake_at for p in self.processes)
            ready = [p for p in self.processes if p.wake_at <= self.now]
        chosen = self.random.choice(ready)
        if self.random.random() < kill and not chosen.name.startswith(spare):
            chosen.kill()
            self.processes.remove(chosen)
            return chosen
        self._running = chosen
        chosen.step()
        if chosen.done:
            self.processes.remove(chosen)
        return None

    def pause(self) -> None:
        """A point where others may run; nothing outside a process."""
        if self._running is not None:
            self._running.pause()

    def now_ms(self) -> int:
        """The simulation's time."""
        return self.now

    def sleep(self, ms: int) -> None:
        """Wait: others run meanwhile."""
        assert self._running is not None
        self._running.wake_at = self.now + ms
        self.pause()

    def stop(self) -> None:
        """End what is left."""
        for process in self.processes:
            process.kill()
        self.processes.clear()
        self._running = None
