"""Whatever is done to an audit log is found, and where: by the API's rule and by the SDK's own."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from itertools import combinations, groupby
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from creavio import audit as sdk
from functions.communities.audit import Act, By, following
from functions.communities.models.audit import AuditHead, entry_of, sort_key
from functions.communities.rules.audit import HASHED, NOTHING, digest
from functions.communities.rules.chain import Broken, Kind, Point, Walk, runs
from tests.faults.figures import Figures

COMMUNITY, CHANNEL = f"com_{'0' * 26}", f"chn_{'1' * 26}"
ACTORS = [f"usr_{str(i) * 26}" for i in range(3)]
MANY = 10_000
Row = dict[str, Any]


class Table:
    """A log as its rows, by sort key, and its head: what somebody with the table can change."""

    def __init__(self, length: int) -> None:
        self.rows: dict[str, Row] = {}
        head = AuditHead.of(COMMUNITY)
        for i in range(length):
            by = By(COMMUNITY, ACTORS[i % 3], None if i % 2 else f"reason ö {i}")
            act = list(Act)[i % len(Act)]
            entry = following(head, by, act, CHANNEL, {"i": i} if i % 3 else None, {"i": [i, "ö"]})
            head = AuditHead.of(COMMUNITY, n=entry.n, hash=entry.hash, at=entry.at)
            self.rows[entry.sk] = {
                name: value
                for name in (*HASHED, "hash")
                if name not in ("n", "community_id") and (value := getattr(entry, name)) is not None
            }
        self.head = Point(int(head.n), head.hash)

    def copy(self) -> Table:
        """The same, to be changed."""
        other = Table(0)
        other.rows, other.head = {sk: dict(row) for sk, row in self.rows.items()}, self.head
        return other

    def entries(self) -> list[dict[str, Any]]:
        """As the API shows them, newest first."""
        keyed = sorted(self.rows.items(), reverse=True)
        return [entry_of(COMMUNITY, {"sk": sk} | row) for sk, row in keyed]

    def at(self, n: int) -> Row:
        """The row at a place."""
        return self.rows[sort_key(n)]

    def rehash(self, first: int, *, head: bool = True) -> None:
        """Give all entries from a place on hashes that fit, as only an operator can."""
        prev = self.rows[sort_key(first - 1)]["hash"] if first > 1 else NOTHING
        for n in range(first, len(self.rows) + 1):
            self.at(n)["prev"] = prev
            prev = self.at(n)["hash"] = digest(
                entry_of(COMMUNITY, {"sk": sort_key(n)} | self.at(n))
            )
        if head:
            self.head = Point(len(self.rows), prev)

    def put(self, rows: list[Row]) -> None:
        """These rows at the places from 1 on."""
        self.rows = {sort_key(n): row for n, row in enumerate(rows, 1)}


def by_api(table: Table, known: Point | None = None, window: int = 0) -> list[Broken]:
    """What the API's walk finds, in one go or window by window."""
    found: list[Broken] = []
    at, entries = table.head, table.entries()
    while True:
        walk = Walk(at, known, from_head=at == table.head)
        below = [e for e in entries if e["n"] <= at.n or walk.from_head]
        walk.begin()
        for taken, (n, same) in enumerate(groupby(below, itemgetter("n")), 1):
            walk.take(n, list(same))
            if window and taken >= window and walk.at.n and not walk.from_head:
                found, at = found + walk.broken, Point.read(str(walk.at))
                break
        else:
            walk.end()
            return runs(found + walk.broken)


def by_sdk(table: Table, known: Point | None = None) -> list[Broken]:
    """What the SDK finds, in what it is told over HTTP."""
    told = json.loads(json.dumps(table.entries()))
    seen = sdk.Checkpoint(known.n, known.hash or "") if known else None
    found = sdk.verify(told, sdk.Checkpoint(table.head.n, table.head.hash or ""), seen)
    return sorted(Broken(one.n, one.through, Kind(one.kind)) for one in found)


def found_in(table: Table, known: Point | None = None) -> list[Broken]:
    """What both find; they must agree, whatever the windows."""
    found = by_api(table, known)
    assert by_sdk(table, known) == found
    assert by_api(table, known, window=3) == found
    return found


def only(kind: Kind, n: int, through: int | None = None) -> list[Broken]:
    """Nothing else is wrong."""
    return [Broken(n, through or n, kind)]


@pytest.fixture(scope="module")
def small() -> Table:
    """A log of seven."""
    return Table(7)


def edits(row: Row) -> Iterator[tuple[str, Row]]:
    """Every field of a row changed, removed, or of another type."""
    for name in (*HASHED, "hash"):
        if name in ("n", "community_id"):
            continue
        old = row.get(name)
        yield name, row | {name: "x" if old is None else old[:-1]}
        yield name, row | {name: f"{old or ''} "}
        yield name, row | {name: 7}
        if old is not None:
            yield name, {other: value for other, value in row.items() if other != name}


def test_an_untouched_log_is_intact(small: Table) -> None:
    assert found_in(small) == []
    assert found_in(small, small.head) == []
    assert found_in(small, Point(3, small.at(3)["hash"])) == []
    assert found_in(Table(1)) == []


def test_every_edit_of_every_field_of_every_entry_is_found_there(small: Table) -> None:
    tried = 0
    for n in range(1, 8):
        for name, row in edits(small.at(n)):
            table = small.copy()
            table.rows[sort_key(n)] = row
            assert found_in(table) == only(Kind.EDITED, n), (n, name)
            tried += 1
    assert tried > 7 * 11 * 3


def test_every_deletion_is_found_there(small: Table) -> None:
    for n in range(1, 8):
        table = small.copy()
        del table.rows[sort_key(n)]
        assert found_in(table) == only(Kind.MISSING if n < 7 else Kind.TRUNCATED, n)
    for n, m in combinations(range(1, 8), 2):
        table = small.copy()
        for one in range(n, m + 1):
            del table.rows[sort_key(one)]
        assert found_in(table) == only(Kind.MISSING if m < 7 else Kind.TRUNCATED, n, m)


def test_every_swap_is_found_at_both_places(small: Table) -> None:
    for n, m in combinations(range(1, 8), 2):
        table = small.copy()
        table.rows[sort_key(n)], table.rows[sort_key(m)] = small.at(m), small.at(n)
        found = found_in(table)
        assert {run.kind for run in found} == {Kind.REORDERED}
        assert {run.n for run in found} | {run.through for run in found} == {n, m}


def test_every_order_but_the_right_one_is_found(small: Table) -> None:
    rows = list(small.rows.values())
    for n in range(1, 8):
        for m in range(1, 8):
            moved = rows.copy()
            moved.insert(m - 1, moved.pop(n - 1))
            table = small.copy()
            table.put(moved)
            low, high = sorted((n, m))
            assert found_in(table) == (only(Kind.REORDERED, low, high) if n != m else [])


def test_every_insertion_is_found_where_it_begins(small: Table) -> None:
    rows = list(small.rows.values())
    forged = Table(8).at(8)
    for n in range(1, 9):
        table = small.copy()
        table.put([*rows[: n - 1], forged, *rows[n - 1 :]])
        assert min(run.n for run in found_in(table)) == n
        beside = small.copy()
        beside.rows[sort_key(n) + "x"] = forged
        assert found_in(beside) == only(Kind.INSERTED, n)


def test_an_insertion_with_a_hash_of_its_own_is_found(small: Table) -> None:
    for n in range(1, 8):
        table = small.copy()
        table.rows[sort_key(n) + "x"] = small.at(n) | {"reason": "forged"}
        forged = entry_of(COMMUNITY, {"sk": sort_key(n)} | table.rows[sort_key(n) + "x"])
        table.rows[sort_key(n) + "x"]["hash"] = digest(forged)
        assert found_in(table) == only(Kind.INSERTED, n)
    above = small.copy()
    above.rows[sort_key(8)] = Table(8).at(8)
    assert found_in(above) == only(Kind.INSERTED, 8)


def test_a_cut_end_is_found_by_the_head_and_with_it_by_who_knows_a_later_one(small: Table) -> None:
    for n in range(7):
        table = small.copy()
        table.put(list(small.rows.values())[:n])
        assert found_in(table) == only(Kind.TRUNCATED, n + 1, 7)
        table.head = Point(n, table.at(n)["hash"] if n else NOTHING)
        assert found_in(table) == ([] if n else only(Kind.TRUNCATED, 1))
        assert found_in(table, small.head) == only(Kind.TRUNCATED, n + 1, 7)


def test_a_changed_head_is_found(small: Table) -> None:
    table = small.copy()
    table.head = Point(7, small.at(6)["hash"])
    assert found_in(table) == only(Kind.REWRITTEN, 7)
    table.head = Point(9, small.head.hash)
    assert found_in(table) == only(Kind.TRUNCATED, 8, 9)
    table.head = Point(5, small.at(5)["hash"])
    assert found_in(table) == only(Kind.INSERTED, 6, 7)
    table.head = Point(0, NOTHING)
    assert Broken(1, 7, Kind.INSERTED) in found_in(table)


def test_an_entry_hashed_anew_does_not_fit_the_next(small: Table) -> None:
    for n in range(1, 8):
        table = small.copy()
        table.at(n)["reason"] = "another"
        forged = entry_of(COMMUNITY, {"sk": sort_key(n)} | table.at(n))
        table.at(n)["hash"] = digest(forged)
        assert found_in(table) == only(Kind.REWRITTEN, n)
        table.rehash(n, head=False)
        assert found_in(table) == only(Kind.REWRITTEN, 7)


def test_a_history_rewritten_to_its_head_is_found_by_who_knows_an_earlier_one(
    small: Table,
) -> None:
    """Without one it is not: docs/audit.md says so."""
    for n in range(1, 8):
        table = small.copy()
        table.at(n)["actor_id"] = ACTORS[2] + "x"
        table.rehash(n)
        assert found_in(table) == []
        for m in range(1, 8):
            known = Point(m, small.at(m)["hash"])
            assert found_in(table, known) == (only(Kind.REWRITTEN, m) if m >= n else [])


@pytest.fixture(scope="module")
def large() -> Table:
    """A log of ten thousand."""
    return Table(MANY)


def _edit(table: Table, at: random.Random) -> list[Broken]:
    n = at.randint(1, MANY)
    _, row = at.choice(list(edits(table.at(n))))
    table.rows[sort_key(n)] = row
    return only(Kind.EDITED, n)


def _delete(table: Table, at: random.Random) -> list[Broken]:
    n = at.randint(1, MANY - 1)
    del table.rows[sort_key(n)]
    return only(Kind.MISSING, n)


def _insert(table: Table, at: random.Random) -> list[Broken]:
    n = at.randint(1, MANY)
    table.rows[sort_key(n) + "x"] = dict(table.at(at.randint(1, MANY)))
    return only(Kind.INSERTED, n)


def _swap(table: Table, at: random.Random) -> list[Broken]:
    n, m = sorted(at.sample(range(1, MANY), 2))
    table.rows[sort_key(n)], table.rows[sort_key(m)] = table.at(m), table.at(n)
    separate = [Broken(n, n, Kind.REORDERED), Broken(m, m, Kind.REORDERED)]
    return separate if m > n + 1 else only(Kind.REORDERED, n, m)


def _truncate(table: Table, at: random.Random) -> list[Broken]:
    n = at.randint(1, MANY - 1)
    table.put(list(table.rows.values())[:n])
    return only(Kind.TRUNCATED, n + 1, MANY)


TAMPERS = (_edit, _delete, _insert, _swap, _truncate)


@pytest.mark.parametrize("rounds", [1, pytest.param(40, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda one: one.__name__.strip("_"))
def test_among_ten_thousand_it_is_found_where_it_was_done(
    tamper: Callable[[Table, random.Random], list[Broken]],
    rounds: int,
    large: Table,
    figures: Figures,
) -> None:
    for seed in range(rounds):
        table = large.copy()
        expected = tamper(table, random.Random(f"{tamper.__name__} {seed}"))
        assert by_api(table) == expected, seed
        assert by_sdk(table) == expected, seed
    figures(f"of {rounds} tampered logs of {MANY} entries, found and located by both", rounds)


WAYS = st.lists(
    st.tuples(
        st.sampled_from(["edit", "delete", "insert", "swap", "cut", "rehash", "head"]),
        st.integers(1, 7),
        st.integers(1, 7),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(ways=WAYS, known=st.none() | st.integers(1, 9))
@example(ways=[("insert", 1, 1), ("delete", 1, 1)], known=None)
def test_whatever_is_done_at_once_both_find_the_same(
    ways: list[tuple[str, int, int]], known: int | None
) -> None:
    table = Table(7)
    whole = table.copy()
    for way, n, m in ways:
        one, other = table.rows.get(sort_key(n)), table.rows.get(sort_key(m))
        match way:
            case "edit" if one:
                one["reason"] = f"{m}"
            case "delete":
                table.rows.pop(sort_key(n), None)
            case "insert" if other:
                table.rows[sort_key(n) + "x"] = dict(other)
            case "swap" if one and other:
                table.rows[sort_key(n)], table.rows[sort_key(m)] = other, one
            case "cut":
                table.rows = {sk: row for sk, row in table.rows.items() if sk < sort_key(n)}
            case "rehash" if one:
                one["hash"] = digest(entry_of(COMMUNITY, {"sk": sort_key(n)} | one))
            case "head":
                table.head = Point(m, other["hash"] if other else NOTHING)
    remembered = whole.rows.get(sort_key(known or 0), {"hash": NOTHING})["hash"]
    seen = Point(known, remembered) if known else None
    found = found_in(table, seen)
    # A row may be moved to a key that is another spelling of its place: the log says the same.
    if table.entries() != whole.entries() and table.head == whole.head:
        assert found
