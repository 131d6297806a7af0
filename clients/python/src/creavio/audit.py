"""A community's audit log and the proof that nothing in it was changed, by the reader's own code.

It follows docs/audit.md and shares nothing with the server. `Checkpoint` is what to keep: whoever
holds the head of an earlier day notices when the history before it is rewritten.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

FIELDS = (
    "action",
    "actor_id",
    "after",
    "at",
    "before",
    "community_id",
    "id",
    "n",
    "prev",
    "reason",
    "target_id",
    "target_type",
)
BEGINNING = "0" * 64
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

type Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The hash of one entry; `str` and `read` are its form in files and addresses."""

    n: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Self:
        """From `n:hash`. Raises ValueError."""
        n, _, digest = text.strip().partition(":")
        return cls(int(n), digest)

    def __str__(self) -> str:
        return f"{self.n}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the entries `n` to `through`; the kinds are those of docs/audit.md."""

    n: int
    through: int
    kind: str


def entry_hash(entry: Entry) -> str:
    """What the `hash` of an entry has to be. Raises KeyError when a field is missing."""
    said = {name: entry[name] for name in FIELDS}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(
    entries: Iterable[Entry], head: Checkpoint, known: Checkpoint | None = None
) -> list[Finding]:
    """What is wrong with a whole log, oldest first; nothing when it is intact.

    entries: all of them, in any order. head: as the proof tells it. known: an earlier head.
    """
    places: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        places[entry["n"]].append(entry)
    found = [(n, n, "inserted") for n in places if not 1 <= n <= head.n]
    inside = sorted((n for n in places if 1 <= n <= head.n), reverse=True)
    found += _gaps(inside, head.n, max(1, known.n if known else 1))
    vouched: str | None = head.hash if inside and inside[0] == head.n else None
    for n, below in pairwise([*inside, 0]):
        entry = _most_credible(places[n], vouched)
        own, kind = entry_hash(entry), None
        if len(places[n]) > 1:
            found.append((n, n, "inserted"))
        if own != entry["hash"]:
            kind = "reordered" if _is_of_another_place(entry) else "edited"
        elif own != (vouched or own) or (known and known.n == n and known.hash != own):
            kind = "rewritten"
        if kind:
            found.append((n, n, kind))
        trusted = below == n - 1 and own in (entry["hash"], vouched)
        vouched = entry["prev"] if trusted else None
        if n == 1 and trusted and vouched != BEGINNING:
            found.append((1, 1, "rewritten"))
    return sorted(_joined(found), key=lambda one: (one.n, one.kind))


def _gaps(inside: list[int], length: int, least: int) -> Iterator[tuple[int, int, str]]:
    """Places without an entry; `inside` are the others, newest first."""
    newest = inside[0] if inside else 0
    if newest < max(length, least):
        yield newest + 1, max(length, least), "truncated"
    for n, below in pairwise([*inside, 0]):
        if below < n - 1:
            yield below + 1, n - 1, "missing"


def _most_credible(entries: list[Entry], vouched: str | None) -> Entry:
    """Of several at one place: the vouched for, then one with its own hash, then the first."""
    for is_it in (lambda e: entry_hash(e) == vouched, lambda e: entry_hash(e) == e["hash"]):
        for entry in entries:
            if is_it(entry):
                return entry
    return entries[0]


def _is_of_another_place(entry: Entry) -> bool:
    """An entry's id tells its place: bits 40 to 79 of the number that its 26 symbols are."""
    symbols = entry["id"].removeprefix("aud_")
    if len(symbols) != 26 or not set(symbols) <= set(ALPHABET):
        return False
    number = 0
    for symbol in symbols:
        number = number * 32 + ALPHABET.index(symbol)
    place = (number >> 40) % (1 << 40)
    return entry_hash({**entry, "n": place}) == str(entry["hash"])


def _joined(found: Iterable[tuple[int, int, str]]) -> Iterator[Finding]:
    """Neighbours of one kind as one finding."""
    by_kind: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for n, through, kind in sorted(set(found)):
        runs = by_kind[kind]
        if runs and n <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(runs[-1][1], through))
        else:
            runs.append((n, through))
    for kind, runs in by_kind.items():
        yield from (Finding(n, through, kind) for n, through in runs)
