"""One page of an audit log: newest first, filtered in bounded steps.

Filters have no index: an index row for each would cost every act more than a reader saves. A page
looks at no more than ``MOST_LOOKED`` entries; it may come with fewer rows than asked for, or none,
and a cursor that goes on. Times need no looking: entries stand in the order of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from commons.cursors import Cursors

from .models.audit import TOP, AuditEntry, AuditHead, Row, place_of, sort_key

MOST_LOOKED = 1000
NONE: Row = ("", {"at": ""})
Edge = dict[str, str] | None


@dataclass(frozen=True)
class Wanted:
    """What entries must say, and between which times (exclusive) they were written."""

    said: dict[str, str] = field(default_factory=dict)
    after: str | None = None
    before: str | None = None

    def __call__(self, row: Row) -> bool:
        """Whether an entry is one of them."""
        said = all(row[1][name] == value for name, value in self.said.items())
        return said and self.is_after(row) and self.is_before(row)

    def is_after(self, row: Row) -> bool:
        """Whether it is young enough."""
        return self.after is None or row[1]["at"] > self.after

    def is_before(self, row: Row) -> bool:
        """Whether it is old enough."""
        return self.before is None or row[1]["at"] < self.before


@dataclass(frozen=True)
class Found:
    """Entries, newest first, with the cursors of the neighbouring pages."""

    entries: list[dict[str, Any]]
    next_cursor: str | None
    prev_cursor: str | None


def page_of(
    community_id: str, wanted: Wanted, cursors: Cursors, *, limit: int, cursor: str | None
) -> Found:
    """Read one page. Raises InvalidCursor.

    A cursor is ``{a: key}`` for entries older, or ``{b: key}`` for entries newer than that key.
    """
    position = cursors.read(cursor) if cursor else {}
    if "b" in position:
        over = position["b"]
        rows = AuditEntry.oldest(community_id, over=over)
        found, edge = _picked(takewhile(wanted.is_before, rows), wanted, limit)
        found.reverse()
        older = {"a": found[-1][0] if found else f"{over}\0"}
        return _found(found, cursors, older, {"b": edge} if edge else None)
    under = position.get("a") or _under(community_id, wanted.before)
    rows = AuditEntry.newest(community_id, under=under)
    found, edge = _picked(takewhile(wanted.is_after, rows), wanted, limit)
    newer = {"b": found[0][0] if found else sort_key(max(0, place_of(under) - 1))}
    return _found(found, cursors, {"a": edge} if edge else None, newer if position else None)


def _found(found: list[Row], cursors: Cursors, older: Edge, newer: Edge) -> Found:
    return Found([entry for _, entry in found], cursors.mint(older), cursors.mint(newer))


def _picked(rows: Iterator[Row], wanted: Wanted, limit: int) -> tuple[list[Row], str | None]:
    """The first rows that are wanted, and the key to go on from when there may be more."""
    found: list[Row] = []
    for looked, row in enumerate(rows, 1):
        if wanted(row):
            if len(found) == limit:
                return found, found[-1][0]
            found.append(row)
        if looked == MOST_LOOKED:
            return found, row[0]
    return found, None


def _under(community_id: str, before: str | None) -> str:
    """The key below which the entries older than a time lie: a query for each halving."""
    if before is None:
        return TOP
    older, newer = 0, int(AuditHead.read(community_id).n) + 1
    while newer - older > 1:
        middle = (older + newer) // 2
        at_most = AuditEntry.newest(community_id, under=f"{sort_key(middle)}\0", page=1)
        _, entry = next(at_most, NONE)
        if entry["at"] < before:
            older = middle
        else:
            newer = middle
    return sort_key(newer)
