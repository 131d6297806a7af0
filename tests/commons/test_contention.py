"""FT-06: a hundred writers of one row. Every update counts once, soon, and nobody starves."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field

import pytest
from pynamodb.attributes import NumberAttribute

from commons.aws import client
from commons.db import Record
from commons.errors import Unavailable
from commons.ids import new_id
from commons.transactions import settle, transaction
from tests.faults import faults
from tests.faults.figures import Figures
from tests.faults.virtual import virtual_time

#: A transaction holds its rows so long, a call takes so long.
HOLDS_S, CALL_S = 0.005, 0.002
#: A writer comes back after up to so long: 80 updates a second of one row, and 20 that must look
#: before they write.
RESTS_S = {"added": 2.0, "changed": 10.0}


class Counted(Record):
    """A row that many write."""

    prefix = "N#"

    total = NumberAttribute(default=0)
    revision = NumberAttribute(default=0)

    @classmethod
    def service(cls) -> str:
        """It lies in a table that is there."""
        return "users"


@dataclass
class Writers:
    """Many who update one row, each again and again."""

    kind: str
    name: str = field(default_factory=lambda: new_id("cnt"))
    tries: list[int] = field(default_factory=list)
    refused: int = 0

    def __post_init__(self) -> None:
        self._here = threading.local()

    def load(self) -> Counted:
        """The row as it is."""
        return Counted.load_row(f"N#{self.name}", "N")

    def added(self) -> None:
        """An update that needs to know nothing."""
        with transaction() as tx:
            tx.update(Counted(f"N#{self.name}", "N"), [Counted.total.add(1)])

    def changed(self) -> None:
        """An update that depends on what was there: load, check, commit."""

        def attempt() -> None:
            seen = self.load()
            revision = int(seen.revision)
            values = [Counted.total.set(int(seen.total) + 1), Counted.revision.set(revision + 1)]
            with transaction() as tx:
                tx.update(seen, values, Counted.revision == revision)

        settle(attempt)

    def work(self, updates: int) -> None:
        """One writer: it rests, updates, and comes again after a 503 as a client does."""
        while updates:
            time.sleep(random.uniform(0, RESTS_S[self.kind]))
            self._here.tries = 0
            try:
                getattr(self, self.kind)()
            except Unavailable:
                self.refused += 1
                time.sleep(1)
            else:
                updates -= 1
            self.tries.append(self._here.tries)

    def tried(self, **_: object) -> None:
        """``before-send``: one more attempt of this writer's update."""
        self._here.tries += 1


def _run(kind: str, writers: int, updates: int, figures: Figures) -> None:
    made = Writers(kind)
    with transaction() as tx:
        tx.create(Counted(f"N#{made.name}", "N", total=0, revision=0))
    events = client("dynamodb").meta.events
    events.register("before-send.dynamodb.TransactWriteItems", made.tried)
    try:
        with (
            faults(seed=6, contended=True, conflicts_last_s=HOLDS_S) as injected,
            virtual_time(seed=6, costs_s=CALL_S) as clock,
        ):
            for _ in range(writers):
                clock.spawn(lambda: made.work(updates))
            clock.run()
    finally:
        events.unregister("before-send.dynamodb.TransactWriteItems", made.tried)
    total, all_tries = int(made.load().total), sorted(made.tries)
    assert total == writers * updates
    figures("updates counted", f"{total} of {writers * updates} in {clock.now:.0f} virtual s")
    figures("conflicts met", injected.fired["contended"])
    figures("attempts p99", all_tries[int(0.99 * len(all_tries))], most=8)
    figures("attempts at most", all_tries[-1])
    figures("answered 503, %", 100 * made.refused / total, most=1)


@pytest.mark.parametrize("kind", ["added", "changed"])
def test_a_few_writers_of_one_row(aws: str, kind: str, figures: Figures) -> None:
    _run(kind, writers=20, updates=10, figures=figures)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["added", "changed"])
def test_a_hundred_writers_of_one_row(aws: str, kind: str, figures: Figures) -> None:
    _run(kind, writers=100, updates=100, figures=figures)
