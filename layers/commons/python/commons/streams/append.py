"""Append an event to a stream: acknowledged means stored, at one position, for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commons import queues
from commons.errors import Unavailable
from commons.invocation import count
from commons.streams.log import Entry, Log, Occupied, Once, Refused, Repeated
from commons.wire import Item

ATTEMPTS = 5
PUMP_QUEUE = "realtime-pump"


@dataclass(frozen=True)
class Appended:
    """Where the event is. ``repeated`` when its idempotency key had already put it there."""

    sq: int
    id: str
    entry: Entry | None
    body_hash: str = ""

    @property
    def repeated(self) -> bool:
        """Whether nothing was written now."""
        return self.entry is None


def append(
    log: Log,
    stream: str,
    draft: Callable[[int], Entry],
    *,
    once: Once | None = None,
    also: Callable[[Entry], list[Item]] = lambda _: [],
    nudge: Callable[[str, int], None] | None = None,
) -> Appended:
    """Write the event that ``draft`` makes for its position, and ``also`` in one transaction.

    A position can be filled while its writer is slow: then the writer takes a new one, at most
    five times. Raises Refused when a condition of ``also`` fails, Unavailable.
    """
    for _ in range(ATTEMPTS):
        sq = log.reserve(stream)
        entry = draft(sq)
        try:
            log.write(stream, entry, once, also(entry))
        except Occupied:
            continue
        except Repeated as done:
            _give_back(log, stream, sq)
            return Appended(done.row["n"], done.row["id"], None, done.row["h"])
        except Refused:
            _give_back(log, stream, sq)
            raise
        (nudge or send_nudge)(stream, sq)
        return Appended(sq, entry.id, entry)
    raise Unavailable


def send_nudge(stream: str, sq: int, *, again: str = "") -> None:
    """Ask for a flush. Best effort: the table's stream asks again for every row.

    The queue drops a second nudge of one position for five minutes; ``again`` makes it another.
    """
    try:
        queues.send(PUMP_QUEUE, stream, f"{stream}:{sq}{again}")
    except Exception:
        count("NudgeLost")


def _give_back(log: Log, stream: str, sq: int) -> None:
    """Fill a position that stays unused, so that nobody waits for it. Best effort."""
    try:
        log.fill(stream, sq)
    except Exception:
        count("HoleLeft")
