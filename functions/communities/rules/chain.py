"""Proving that an audit log is whole: a walk from its head to its first entry. No I/O.

Each entry vouches for the one before it by ``prev``, and the head for the newest. docs/audit.md
says what is found by which rule; the SDK finds the same by code of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Self

from commons.ids import AUDIT_ENTRY, position_of

from .audit import NOTHING, digest

Entry = Mapping[str, Any]


class Kind(StrEnum):
    """What is wrong at a place of the log."""

    EDITED = "edited"
    """The entry does not have its own hash."""
    REWRITTEN = "rewritten"
    """It has its own hash, and not the one that is vouched for: this one or older ones changed."""
    MISSING = "missing"
    """There is no entry."""
    TRUNCATED = "truncated"
    """There is no entry, and none after it: the end was cut off."""
    INSERTED = "inserted"
    """There is one too many, or one above the head."""
    REORDERED = "reordered"
    """The entry of another place."""


class Point(NamedTuple):
    """A place and the hash that its entry must have; None when nothing vouches for it."""

    n: int
    hash: str | None

    @classmethod
    def read(cls, text: str) -> Self:
        """From ``n:hash``, or ``n:``."""
        n, _, hash_ = text.partition(":")
        return cls(int(n), hash_ or None)

    def __str__(self) -> str:
        return f"{self.n}:{self.hash or ''}"


class Broken(NamedTuple):
    """A run of places with the same thing wrong."""

    n: int
    through: int
    kind: Kind


@dataclass
class Walk:
    """Goes back through a log and notes what it finds."""

    at: Point
    """Where it goes on: the place it expects next."""
    known: Point | None = None
    """An entry that somebody remembers."""
    from_head: bool = True
    broken: list[Broken] = field(default_factory=list)

    def begin(self) -> None:
        """What can be said before an entry is seen: founding a community writes the first."""
        least = max(1, self.known.n if self.known else 0)
        if self.from_head and self.at.n < least:
            self._found(Kind.TRUNCATED, self.at.n + 1, least)

    def take(self, n: int, same: Sequence[Entry]) -> None:
        """The entries at a place; a log that was tampered with can have several."""
        if not 0 < n <= self.at.n:
            self._found(Kind.INSERTED, n, n)
            return
        if n < self.at.n:
            self._absent(n + 1)
        wanted = self.at.hash
        best = max(same, key=lambda one: _credibility(one, wanted))
        own = _digest(best)
        if len(same) > 1:
            self._found(Kind.INSERTED, n, n)
        if own != best["hash"]:
            moved = _digest(best, position_of(AUDIT_ENTRY, best["id"])) == best["hash"]
            self._found(Kind.REORDERED if moved else Kind.EDITED, n, n)
        elif (wanted or own) != own or self._forgotten(n, own):
            self._found(Kind.REWRITTEN, n, n)
        vouches = own == best["hash"] or own == wanted
        self.at = Point(n - 1, best["prev"] if vouches else None)
        self.from_head = False

    def end(self) -> None:
        """There are no more entries."""
        if self.at.n:
            self._absent(1)
        elif self.at.hash not in (None, NOTHING):
            self._found(Kind.REWRITTEN, 1, 1)

    def _forgotten(self, n: int, own: str | None) -> bool:
        known = self.known
        return known is not None and known.n == n and known.hash != own

    def _absent(self, first: int) -> None:
        kind = Kind.TRUNCATED if self.from_head else Kind.MISSING
        self._found(kind, first, self.at.n)
        self.at, self.from_head = Point(first - 1, None), False

    def _found(self, kind: Kind, n: int, through: int) -> None:
        self.broken.append(Broken(n, through, kind))


def runs(found: Iterable[Broken]) -> list[Broken]:
    """Oldest first, with neighbours of one kind in one."""
    joined: list[Broken] = []
    for one in sorted(found, key=lambda one: (one.kind, one.n)):
        last = joined[-1] if joined else None
        if last and last.kind is one.kind and one.n <= last.through + 1:
            joined[-1] = last._replace(through=max(last.through, one.through))
        else:
            joined.append(one)
    return sorted(joined)


def _digest(entry: Entry, n: int | None = None) -> str | None:
    """The entry's hash, at its own place or at another; None when it says what none can say."""
    try:
        return digest(entry if n is None else {**entry, "n": n})
    except (KeyError, TypeError, ValueError):
        return None


def _credibility(entry: Entry, wanted: str | None) -> int:
    own = _digest(entry)
    return 2 * int(own is not None and own == wanted) + int(own == entry["hash"])
