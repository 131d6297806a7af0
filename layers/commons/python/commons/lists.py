"""One page of a list: of rows that share a partition and the beginning of their sort key, or of
what is in memory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.expressions.condition import Condition

from commons.cursors import Cursors
from commons.db import Record


@dataclass(frozen=True)
class Rows[R: Record]:
    """A page in list order, with the cursors of its neighbours."""

    rows: list[R]
    next_cursor: str | None
    prev_cursor: str | None


def page_of[R: Record](
    kind: type[R],
    pk: str,
    prefix: str,
    cursors: Cursors,
    *,
    limit: int,
    cursor: str | None,
    where: Condition | None = None,
) -> Rows[R]:
    """Read one page in key order. Raises InvalidCursor.

    A cursor is ``{a: sk}`` for rows after, or ``{b: sk}`` for rows before that key.
    """
    position = cursors.read(cursor) if cursor else {}
    backwards = "b" in position
    found = list(
        kind.query(
            pk,
            _range(kind, prefix, position),
            filter_condition=where,
            scan_index_forward=not backwards,
            limit=limit + 1,
            page_size=limit + 1,
            consistent_read=True,
        )
    )
    more, rows = len(found) > limit, found[:limit]
    if backwards:
        rows.reverse()
    after = {"a": rows[-1].sk} if rows and (more or backwards) else None
    before = {"b": rows[0].sk} if rows and (more if backwards else position) else None
    return Rows(rows, cursors.mint(after), cursors.mint(before))


@dataclass(frozen=True)
class Slice[P: tuple[Any, ...]]:
    """A page of places in list order, with the cursors of its neighbours."""

    places: Sequence[P]
    next_cursor: str | None
    prev_cursor: str | None


def slice_of[P: tuple[Any, ...]](
    places: Sequence[P], cursors: Cursors, *, limit: int, cursor: str | None
) -> Slice[P]:
    """One page of places in ascending order, each of what JSON can hold. Raises InvalidCursor.

    Cursors name places, not counts: what is added or taken elsewhere shifts no page.
    """
    position = cursors.read(cursor) if cursor else {}
    if "b" in position:
        end = bisect_left(places, tuple(position["b"]))
        start = max(0, end - limit)
    else:
        start = bisect_right(places, tuple(position["a"])) if "a" in position else 0
        end = min(start + limit, len(places))
    after = {"a": places[end - 1]} if start < end < len(places) else None
    before = {"b": places[start]} if 0 < start < end else None
    return Slice(places[start:end], cursors.mint(after), cursors.mint(before))


def _range(kind: type[Record], prefix: str, position: dict[str, Any]) -> Condition:
    if "a" in position:
        return kind.sk.between(f"{position['a']}\x00", f"{prefix}\U0010ffff")
    if "b" in position:
        return kind.sk.between(prefix, _just_before(position["b"]))
    return kind.sk.startswith(prefix)


def _just_before(key: str) -> str:
    """The greatest key below this one that our ids can have."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}\U0010ffff"
