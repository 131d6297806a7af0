"""Deliver a stream's new events to its viewers. Safe to run concurrently, any number of times."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from commons import clock as wall
from commons.streams.log import PAGE, Cursor, Entry, Log

COALESCE_MS = 100
HOLE_MS = 300
DEADLINE_MS = 3500


class Clock(Protocol):
    """Time, so that a simulation can own it."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""

    def sleep(self, ms: int) -> None:
        """Wait."""


class WallClock:
    """The real time."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return wall.now_ms()

    def sleep(self, ms: int) -> None:
        """Wait."""
        time.sleep(ms / 1000)


Deliver = Callable[[str, int, int, Sequence[Entry]], None]
"""Post ``(stream, pv, to, entries)`` to every viewer. Reads the viewers only now. Never raises
for a viewer that cannot be reached."""


def pump(log: Log, stream: str, deliver: Deliver, clock: Clock | None = None) -> bool:
    """Deliver everything above the cursor, in order; False when time ran out before the end.

    It never passes over a hole.
    A hole is a position reserved by a sender that has not written yet. Once the row above it is
    300 ms old it is filled with a void, and the slow sender takes a new position. The cursor moves
    after the posts, so a crash repeats posts and never skips them; viewers drop what they have.
    """
    clock = clock or WallClock()
    deadline = clock.now_ms() + DEADLINE_MS
    cursor = log.cursor(stream)
    waited_at = -1  # clocks differ: whoever has waited once has waited long enough
    _wait(clock, cursor.at + COALESCE_MS, COALESCE_MS)
    while clock.now_ms() < deadline:
        entries = log.after(stream, cursor.sq)
        run = hole_free(entries, cursor.sq)
        if run:
            deliver(stream, cursor.sq, run[-1].sq, run)
            reached = Cursor(run[-1].sq, clock.now_ms(), last_message(run) or cursor.last)
            log.advance(stream, cursor, reached)
            cursor = reached
            if len(run) == len(entries) < PAGE:
                return True
        elif not entries:
            return True
        elif waited_at == cursor.sq or not _wait(clock, entries[0].at + HOLE_MS, HOLE_MS):
            log.fill(stream, cursor.sq + 1)
        else:
            waited_at = cursor.sq
    return False


def hole_free(entries: Sequence[Entry], sq: int) -> Sequence[Entry]:
    """The entries that follow ``sq`` without a gap."""
    length = 0
    while length < len(entries) and entries[length].sq == sq + 1 + length:
        length += 1
    return entries[:length]


def last_message(run: Sequence[Entry]) -> dict[str, object] | None:
    """``{id, seq, at}`` of the newest message in a run."""
    for entry in reversed(run):
        if entry.is_message:
            return {"id": entry.d["id"], "seq": entry.sq, "at": entry.at}
    return None


def _wait(clock: Clock, until_ms: int, most: int) -> bool:
    """Sleep until a moment, at most ``most`` since clocks differ; whether it was needed."""
    rest = min(until_ms - clock.now_ms(), most)
    if rest > 0:
        clock.sleep(rest)
    return rest > 0
