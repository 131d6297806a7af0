"""FT-03: whatever the bus, a queue or a stream repeats, reorders or cannot digest: one effect each.

Ten thousand deliveries of each kind, three in ten twice, one in a hundred poison, the function
killed in the middle of its work a hundred times.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from commons.db import Record
from commons.declare import Grant
from commons.events import Event, consumer
from commons.ids import new_id
from commons.queues import on_queue
from commons.tables import Rows, on_inserts
from commons.transactions import Conflict, transaction
from stacks.constructs.triggers import RECEIVES, RETRIES
from tests.commons.test_contention import Counted
from tests.faults import faults
from tests.faults.deliveries import Delivered, Queue, TableStream, bus, disordered
from tests.faults.figures import Figures

EFFECTS = Grant("users", ("PutItem", "UpdateItem"), ("E#", "N#"))
REPEATED, POISON = 0.3, 0.01
#: Of the transactions that effects are made of; about a hundred deaths in 13,000.
DEATHS = 0.012


class Effect(Record):
    """Something that was to happen once, and has."""

    prefix = "E#"

    @classmethod
    def service(cls) -> str:
        """It lies in a table that is there."""
        return "users"


class World:
    """What is to be done, what nobody can do yet, and how often each was tried."""

    def __init__(self) -> None:
        self.name = new_id("run")
        self.poison: set[str] = set()
        self.tried: Counter[str] = Counter()

    def fill(self, size: int) -> list[str]:
        """Things to do; one in a hundred is poison."""
        things = [f"{self.name}-{number}" for number in range(size)]
        self.poison = set(Random(3).sample(things, max(1, round(POISON * size))))
        return things

    def do(self, thing: str) -> None:
        """The effect: it counts once, however often it is asked for."""
        self.tried[thing] += 1
        if thing in self.poison:
            raise RuntimeError("poison")
        with suppress(Conflict), transaction() as tx:
            tx.create(Effect(f"E#{thing}", "E"))
            tx.update(Counted(f"N#{self.name}", "N"), [Counted.total.add(1)])

    def done(self) -> int:
        """How many effects there are."""
        return int(Counted.load_row(f"N#{self.name}", "N").total)


world = World()


@pytest.fixture(autouse=True)
def _fresh(aws: str) -> None:
    vars(world).update(vars(World()))


class Asked(Event):
    """Somebody wants a thing done."""

    thing: str = ""


@consumer(Asked, uses=(EFFECTS,))
def on_asked(event: Event) -> None:
    """Do it."""
    world.do(event.event_id)


@on_queue("things", uses=(EFFECTS,))
def on_thing(group: str) -> None:
    """Do what the group is named for."""
    world.do(group)


@on_inserts("users", key="sk", prefix="T#", uses=(EFFECTS,))
def on_rows(rows: Rows) -> int | None:
    """Do what each row asks for."""
    for row in rows:
        world.do(row["sk"]["S"].removeprefix("T#"))
    return None


def _by_bus(things: list[str]) -> Delivered:
    return bus(on_asked, [Asked(event_id=thing) for thing in things], seed=5, repeated=REPEATED)


def _by_queue(things: list[str]) -> Delivered:
    queue = Queue(on_thing, seed=5)
    for number, thing in enumerate(disordered(things, seed=5, repeated=REPEATED)):
        queue.send(thing, str(number))
    return queue.run()


def _by_stream(things: list[str]) -> Delivered:
    return TableStream(on_rows).run(
        _record(number, thing)
        for number, thing in enumerate(disordered(things, seed=5, repeated=REPEATED))
    )


def _record(number: int, thing: str) -> dict[str, Any]:
    keys = {"pk": {"S": f"K#{number % 50}"}, "sk": {"S": f"T#{thing}"}}
    return {"dynamodb": {"Keys": keys, "NewImage": keys, "SequenceNumber": str(number)}}


KINDS = {"bus": _by_bus, "queue": _by_queue, "stream": _by_stream}
#: How often AWS tries before it gives up; a stream tries until the record is too old.
TRIES = {"bus": RETRIES + 1, "queue": RECEIVES, "stream": 2}


def _run(kind: str, size: int, deaths: float, figures: Figures) -> Delivered:
    things = world.fill(size)
    with faults(seed=5, killed=deaths, only="TransactWriteItems") as injected:
        delivered = KINDS[kind](things)
    assert world.done() == size - len(world.poison)
    assert set(world.tried) == set(things)
    assert all(delivered.tries[dead] >= TRIES[kind] for dead in delivered.dead)
    figures("done once, given up", f"{world.done()}, {len(world.poison)} of {size}")
    figures("deaths in the middle", delivered.deaths, least=injected.fired["killed"])
    _redrive(kind, size, figures)
    return delivered


def _redrive(kind: str, size: int, figures: Figures) -> None:
    """The reason is gone: what was given up is given again."""
    dead, world.poison = sorted(world.poison), set()
    KINDS[kind](dead)
    assert world.done() == size
    figures("done after the redrive", len(dead))


@pytest.mark.parametrize("kind", KINDS)
def test_each_effect_happens_once(kind: str, figures: Figures) -> None:
    _run(kind, 200, 0.02, figures)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", KINDS)
def test_ten_thousand_effects_happen_once(kind: str, figures: Figures) -> None:
    delivered = _run(kind, 10_000, DEATHS, figures)
    figures("deaths", delivered.deaths, least=100)


@pytest.mark.parametrize("kind", KINDS)
def test_poison_costs_its_neighbours_at_most_one_more_try(kind: str, figures: Figures) -> None:
    things = world.fill(200)
    delivered = KINDS[kind](things)
    given = Counter(disordered(things, seed=5, repeated=REPEATED))
    more = [world.tried[one] / given[one] - 1 for one in things if one not in world.poison]
    assert world.done() == len(things) - len(world.poison)
    assert len(delivered.dead) == sum(given[one] for one in world.poison)
    figures("more tries of a good one", max(more), most=1)
