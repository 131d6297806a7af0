"""A community of any size answers as a small one does: in units here, in time by the bench.

``python -m bench large`` runs the nightly test and puts what it prints into docs/performance.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bench.units import units_of
from commons import access
from commons.testing import Person, Reply, call, endpoint_of
from tests.bench.grown import Grown, Size, grown, write
from tests.bench.memory import Memory
from tests.faults import calls

SMALL = Size(roles=5, channels=50, overrides=2, members=60)
LARGE = Size(roles=250, channels=120, overrides=30, members=400)
LARGEST = Size(roles=250, channels=500, overrides=30, members=100_000)
ROUNDS, WARMING = 300, 5
COMMUNITY = "GET /v1/communities/{community_id}"
Ask = Callable[[Grown], object]


def _community(at: Grown) -> Reply:
    return _good(call(endpoint_of(COMMUNITY), f"/communities/{at.community_id}", as_=at.member))


def _members(at: Grown) -> Reply:
    path = f"/communities/{at.community_id}/members"
    reply = call(endpoint_of(f"{COMMUNITY}/members"), path, as_=at.member, query={"limit": 50})
    assert len(_good(reply).body["data"]) == 50
    return reply


def _check(at: Grown) -> access.Standing:
    return access.standing(at.member.user_id, channel_id=at.channel_id)


def _good(reply: Reply) -> Reply:
    assert reply.status == 200, reply
    return reply


ASKED: dict[str, Ask] = {"community": _community, "member page": _members, "check": _check}


def test_a_large_community_costs_what_a_small_one_costs(alice: Person, bob: Person) -> None:
    small, large = (grown(alice, bob, size, write) for size in (SMALL, LARGE))
    read = {name: (_units(ask, small), _units(ask, large)) for name, ask in ASKED.items()}
    print(f"\nread units and calls, small and large: {read}")

    assert read["check"][0] == read["check"][1] == (2, 1)
    for (few, calls_few), (many, calls_many) in read.values():
        assert calls_many == calls_few
        assert many <= 1.5 * few


def _units(ask: Ask, at: Grown) -> tuple[float, int]:
    """Read units and calls of a warm request: the least of some, since sessions are read again."""
    ask(at)
    counted = []
    for _ in range(3):
        with calls() as watched:
            ask(at)
        names = watched.names
        counted.append((units_of(names, watched.requests, watched.answers).reads, len(names)))
    return min(counted)


@pytest.mark.nightly
def test_times_of_a_large_community_beside_a_small_one(alice: Person, bob: Person) -> None:
    memory = Memory()
    small, large = (grown(alice, bob, size, memory.put) for size in (SMALL, LARGEST))
    with memory.answering():
        for name, ask in ASKED.items():
            few, many = _times(ask, small, large)
            print(
                f"{name}: small p50 {_at(few, 0.5):.2f} ms p99 {_at(few, 0.99):.2f} ms; "
                f"large p50 {_at(many, 0.5):.2f} ms p99 {_at(many, 0.99):.2f} ms; "
                f"ratio p99 {_at(many, 0.99) / _at(few, 0.99):.2f}"
            )


def _times(ask: Ask, small: Grown, large: Grown) -> tuple[list[float], list[float]]:
    """Milliseconds of CPU of each request, sorted; asked in turns, warm."""
    times: dict[Grown, list[float]] = {small: [], large: []}
    for number in range(ROUNDS + WARMING):
        for at, taken in times.items():
            begun = time.process_time()
            ask(at)
            if number >= WARMING:
                taken.append(1000 * (time.process_time() - begun))
    return sorted(times[small]), sorted(times[large])


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]
