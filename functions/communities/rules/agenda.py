"""What happens in a window of a calendar, in order and a page at a time. Pure, no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from commons.recurrence import Occurrence, Times

from .calendar import DAY_S, MAX_EVENT_DAYS

#: Of a busy calendar only as much is expanded as a page needs: spans that begin with a week.
FIRST_SPAN_S = 7 * DAY_S
LONGEST_S = MAX_EVENT_DAYS * DAY_S


class HasTimes(Protocol):
    """Something that happens."""

    @property
    def event_id(self) -> str:
        """What happens."""

    @property
    def times(self) -> Times:
        """When."""


@dataclass(frozen=True, order=True)
class Entry:
    """One line of an agenda; lines are in order of their beginning, then of their event."""

    occurrence: Occurrence
    event_id: str

    @property
    def position(self) -> tuple[int, str]:
        """Where it stands."""
        return self.occurrence.starts_s, self.event_id


@dataclass(frozen=True)
class Window:
    """What begins before ``end_s`` and is not over at ``begin_s``."""

    begin_s: int
    end_s: int

    def page(
        self,
        planned: Iterable[HasTimes],
        limit: int,
        *,
        after: tuple[int, str] | None = None,
        before: tuple[int, str] | None = None,
    ) -> tuple[list[Entry], bool]:
        """Up to ``limit`` lines next to a position, in order, and whether there are more."""
        listed = [(one.event_id, one.times) for one in planned]
        found: list[Entry] = []
        for low_s, high_s in self._spans(after, before):
            some = self._starting(listed, low_s, high_s)
            found += [e for e in some if _lies(e.position, after, before)]
            if len(found) > limit:
                break
        found.sort(key=lambda entry: entry.position, reverse=before is not None)
        page = found[:limit]
        return (page[::-1] if before else page), len(found) > limit

    def _spans(
        self, after: tuple[int, str] | None, before: tuple[int, str] | None
    ) -> Iterator[tuple[int, int]]:
        """Spans of beginnings, next to the position first, each longer than the one before."""
        earliest, span_s = self.begin_s - LONGEST_S, FIRST_SPAN_S
        if before is not None:
            high = min(before[0] + 1, self.end_s)
            while high > earliest:
                low = max(earliest, high - span_s)
                yield low, high
                high, span_s = low, span_s * 4
            return
        low = after[0] if after else earliest
        while low < self.end_s:
            high = min(self.end_s, max(low, self.begin_s) + span_s)
            yield low, high
            low, span_s = high, span_s * 4

    def _starting(
        self, listed: Sequence[tuple[str, Times]], low_s: int, high_s: int
    ) -> Iterator[Entry]:
        """What begins in a span."""
        for event_id, times in listed:
            for found in times.between(max(low_s, self.begin_s), high_s):
                if found.starts_s >= low_s:
                    yield Entry(found, event_id)


def _lies(
    position: tuple[int, str], after: tuple[int, str] | None, before: tuple[int, str] | None
) -> bool:
    return (after is None or position > after) and (before is None or position < before)
