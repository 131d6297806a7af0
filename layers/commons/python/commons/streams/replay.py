"""What a client has missed of a stream since its cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commons.errors import Problem
from commons.streams.log import Entry, Log
from commons.streams.pump import hole_free

MOST = 500


class BadCursor(Problem):
    """This position lies beyond the end of the stream."""


@dataclass(frozen=True)
class Replay:
    """Everything after the client's cursor up to ``to``; with ``gap`` some of it is gone.

    head: delivered up to here. floor: cursors from here on can be continued.
    """

    entries: Sequence[Entry]
    to: int
    head: int
    floor: int
    gap: bool


def replay(log: Log, stream: str, after: int, limit: int = MOST) -> Replay:
    """Read the log above a cursor. The caller is already a viewer, so nothing falls between.

    A row missing at or below the stream's cursor has expired: a gap. Above it, the hole-free run.
    Raises BadCursor when the cursor lies beyond the stream's end.
    """
    head = log.cursor(stream).sq
    if after > head:
        _check_reached(log, stream, after)
    entries = log.after(stream, after, limit + 1)
    run = hole_free(entries, after)
    to = run[-1].sq if run else after
    if len(run) <= limit and to >= head:
        return Replay(run, to, max(head, to), min(after, head), gap=False)
    if len(run) > limit:
        return Replay(run[:limit], run[limit - 1].sq, head, after, gap=False)
    return Replay(run, to, head, _floor(log, stream, to, head), gap=True)


def _check_reached(log: Log, stream: str, after: int) -> None:
    """A replay may run ahead of the head, so a cursor above it is right if its row exists."""
    row = log.after(stream, after - 1, 1)
    if not row or row[0].sq != after:
        raise BadCursor


def _floor(log: Log, stream: str, gone: int, head: int) -> int:
    """The lowest position above a gap from which the log is complete up to its head."""
    floor, sq = head, gone
    while entries := log.after(stream, sq):
        sq = entries[-1].sq
        for before, entry in zip([None, *entries], entries, strict=False):
            if entry.sq > head:
                return floor
            if before is None or entry.sq != before.sq + 1:
                floor = entry.sq - 1
    return floor
