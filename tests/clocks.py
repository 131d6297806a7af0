"""The clock of the functions, moved: they all read it in ``commons.clock``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from commons import clock


@dataclass
class Clock:
    """How far the functions' clock is ahead of this machine's, in seconds."""

    ahead_s: float = 0

    def move(self, seconds: float) -> None:
        """Let time pass; a negative one sets the clock back."""
        self.ahead_s += seconds

    def move_to(self, epoch_s: float) -> None:
        """Let it be this time, in seconds since the epoch."""
        self.ahead_s = epoch_s - time.time()


@contextmanager
def moved_clock() -> Iterator[Clock]:
    """Within the block the functions' clock is as the test says, on every thread."""
    moved = Clock()
    own = SimpleNamespace(
        time=lambda: time.time() + moved.ahead_s,
        time_ns=lambda: time.time_ns() + int(moved.ahead_s * 1e9),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "time", own)
        yield moved
