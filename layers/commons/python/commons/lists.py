"""One page of a list of rows that share a partition and the beginning of their sort key."""

from __future__ import annotations

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


def _range(kind: type[Record], prefix: str, position: dict[str, Any]) -> Condition:
    if "a" in position:
        return kind.sk.between(f"{position['a']}\x00", f"{prefix}\U0010ffff")
    if "b" in position:
        return kind.sk.between(prefix, _just_before(position["b"]))
    return kind.sk.startswith(prefix)


def _just_before(key: str) -> str:
    """The greatest key below this one that our ids can have."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}\U0010ffff"
