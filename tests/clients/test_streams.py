"""The client's stream rule under random interleavings; every planted bug must be caught."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest

from creavio import streams as rule
from creavio.models import Event
from creavio.streams import Batch, Fetch, Snapshot, Streams

NAME = "h:chn_1"


def event(position: int) -> Event:
    return Event("MESSAGE_CREATE", position, id=f"evt_{position}")


def batch(pv: int, to: int, *positions: int) -> Batch:
    return Batch(NAME, pv, to, tuple(event(p) for p in positions or range(pv + 1, to + 1)))


def positions(events: Iterable[Event]) -> list[int]:
    return [event.sq for event in events]


def test_a_batch_at_the_cursor_is_delivered() -> None:
    streams = Streams({NAME: 4})
    assert positions(streams.batch(batch(4, 6))) == [5, 6]
    assert streams.cursors == {NAME: 6}


def test_a_known_batch_is_dropped() -> None:
    streams = Streams({NAME: 6})
    assert streams.batch(batch(4, 6)) == []
    assert streams.cursors == {NAME: 6}


def test_an_overlapping_batch_delivers_only_what_is_new() -> None:
    assert positions(Streams({NAME: 5}).batch(batch(3, 8))) == [6, 7, 8]


def test_positions_without_events_are_covered() -> None:
    streams = Streams({NAME: 0})
    assert positions(streams.batch(batch(0, 5, 2, 4))) == [2, 4]
    assert streams.cursors == {NAME: 5}


def test_a_batch_beyond_the_cursor_waits_for_a_fetch() -> None:
    streams = Streams({NAME: 2})
    assert streams.batch(batch(4, 5)) == []
    assert streams.need(NAME) == Fetch(2)
    assert positions(streams.fetched(NAME, 2, 4, [event(3), event(4)], head=5)) == [3, 4, 5]
    assert streams.need(NAME) is None


def test_live_batches_wait_until_the_replay_ends() -> None:
    streams = Streams({NAME: 2})
    streams.expect_replay(NAME)
    assert streams.batch(batch(6, 7)) == []
    assert streams.need(NAME) is None
    assert positions(streams.batch(batch(2, 6))) == [3, 4, 5, 6, 7]
    assert streams.replay_end(NAME, 6) == []
    assert streams.need(NAME) is None


def test_a_replay_that_says_more_than_it_sent_is_completed() -> None:
    streams = Streams({NAME: 2})
    streams.expect_replay(NAME)
    streams.replay_end(NAME, 9)
    assert streams.need(NAME) == Fetch(2)


def test_a_stream_without_cursor_starts_where_its_replay_ends() -> None:
    streams = Streams()
    streams.expect_replay(NAME)
    assert streams.batch(batch(9, 10)) == []
    assert positions(streams.replay_end(NAME, 9)) == [10]


def test_a_stream_nobody_asked_for_starts_with_its_first_batch() -> None:
    assert positions(Streams().batch(batch(9, 11))) == [10, 11]


def test_a_replay_that_never_ends_can_be_ended() -> None:
    streams = Streams()
    streams.expect_replay(NAME)
    streams.batch(batch(3, 4))
    assert positions(streams.end_replay(NAME)) == [4]
    fresh = Streams()
    fresh.expect_replay(NAME)
    assert fresh.end_replay(NAME) == []
    assert positions(fresh.batch(batch(7, 8))) == [8]


def test_a_gap_asks_for_a_snapshot_and_goes_on_from_its_head() -> None:
    streams = Streams({NAME: 2})
    streams.gap(NAME, 50)
    assert streams.batch(batch(50, 51)) == []
    assert streams.need(NAME) == Snapshot(2, 50)
    found = streams.snapshot(NAME, 50, [event(1), event(30), event(49)])
    assert positions(found) == [30, 49, 51]
    assert streams.need(NAME) is None


def test_a_fetch_below_the_floor_becomes_a_gap() -> None:
    streams = Streams({NAME: 2})
    streams.batch(batch(8, 9))
    streams.fetched(NAME, 2, 9, [event(9)], floor=5, head=9)
    assert streams.need(NAME) == Snapshot(2, 9)


def test_the_answer_for_a_forgotten_stream_is_ignored() -> None:
    streams = Streams({NAME: 2})
    streams.forget(NAME)
    assert streams.fetched(NAME, 2, 4, [event(3)], head=4) == []
    assert streams.snapshot(NAME, 4, [event(3)]) == []
    assert streams.cursors == {}


def test_an_overflowing_buffer_loses_nothing() -> None:
    streams = Streams({NAME: 0})
    streams.expect_replay(NAME)
    for position in range(1, 1000):
        assert streams.batch(batch(position, position + 1)) == []
    streams.replay_end(NAME, 1)
    seen: list[Event] = []
    while (need := streams.need(NAME)) is not None:
        assert isinstance(need, Fetch)
        to = min(need.after + 100, 1000)
        found = [event(p) for p in range(need.after + 1, to + 1)]
        seen += streams.fetched(NAME, need.after, to, found, head=1000)
    assert positions(seen) == list(range(1, 1001))


class Server:
    """A log that grows, expires, and posts unruly batches."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.head = self.trimmed = 0
        self.real: list[int] = []
        self.wire: list[Batch] = []

    def append(self) -> None:
        pv = self.head
        self.head += self.dice.choice((1, 1, 1, 2))
        self.real.append(self.head)
        if self.dice.random() < 0.8:  # the others are never posted
            self.post(self.dice.choice((pv, max(0, pv - 3))), self.head)

    def post(self, pv: int, to: int) -> None:
        self.wire.append(batch_of(self, pv, to))
        if self.dice.random() < 0.3:
            self.wire.append(self.wire[-1])


def batch_of(server: Server, pv: int, to: int) -> Batch:
    return Batch(NAME, pv, to, tuple(event(p) for p in server.real if pv < p <= to))


def run(seed: int, machine: type[Streams] = Streams) -> tuple[list[int], list[int]]:
    """One random life of a client; returns what it saw and what there was."""
    dice = random.Random(seed)
    server, client, seen = Server(dice), machine({NAME: 0}), list[int]()
    pending: list[Any] = []
    for step in range(150):
        act = dice.random()
        if act < 0.3 and step < 100:
            server.append()
        elif act < 0.55 and server.wire:  # late and out of order
            seen += positions(client.batch(server.wire.pop(dice.randrange(len(server.wire)))))
        elif act < 0.62:
            server.wire.clear()  # the connection is lost, the next one replays
            client.expect_replay(NAME)
            pending.append(("replay", client.cursors[NAME], server.head))
        elif act < 0.66 and step < 100:
            server.trimmed = dice.randint(server.trimmed, server.head)
        elif act < 0.8 and (need := client.need(NAME)) is not None:
            pending.append((need, server.head))
        elif pending:
            seen += answer(server, client, pending.pop(dice.randrange(len(pending))))
    for asked in pending:
        seen += answer(server, client, asked)
    server.wire.clear()
    server.append()
    seen += positions(client.batch(batch_of(server, server.head - 1, server.head)))
    for _ in range(50):
        if (need := client.need(NAME)) is not None:
            seen += answer(server, client, (need, server.head))
    return seen, server.real


def answer(server: Server, client: Streams, asked: Any) -> list[int]:
    """What the server knew when it was asked; it is told now."""
    if asked[0] == "replay":
        _, cursor, head = asked
        if cursor < server.trimmed:
            told = positions(client.gap(NAME, head))
        else:
            told = positions(client.batch(batch_of(server, cursor, head)))
        return told + positions(client.replay_end(NAME, head))
    need, head = asked
    if isinstance(need, Snapshot):
        messages = [event(p) for p in server.real if p <= head]
        return positions(client.snapshot(NAME, need.head, messages))
    to = min(head, need.after + server.dice.choice((2, 100)))
    return positions(
        client.fetched(
            NAME,
            need.after,
            to,
            batch_of(server, max(need.after, server.trimmed), to).events,
            floor=server.trimmed,
            head=head,
        )
    )


def test_random_lives_lose_nothing_and_repeat_nothing() -> None:
    for seed in range(1500):
        seen, real = run(seed)
        assert seen == real, seed


class AppliesEverything(Streams):
    """Planted: delivers a batch whole although part of it was delivered before."""

    def batch(self, batch: Batch) -> list[Event]:
        super().batch(batch)
        return list(batch.events)


class SkipsHoles(Streams):
    """Planted: a batch beyond the cursor moves the cursor."""

    def batch(self, batch: Batch) -> list[Event]:
        return super().batch(Batch(batch.stream, 0, batch.to, batch.events))


class TrustsReplayEnd(Streams):
    """Planted: takes the end of the replay for the cursor."""

    def replay_end(self, name: str, to: int) -> list[Event]:
        self.start_at(name, max(to, self.cursors[name]))
        return super().replay_end(name, to)


class IgnoresGaps(Streams):
    """Planted: after a gap goes on from the head without a snapshot."""

    def gap(self, name: str, head: int) -> list[Event]:
        return self.snapshot(name, head)


class IgnoresTheFloor(Streams):
    """Planted: believes an answer that starts above the cursor."""

    def fetched(self, *args: Any, **options: Any) -> list[Event]:
        return super().fetched(*args, **{**options, "floor": 0})


class DropsDuringReplay(Streams):
    """Planted: throws live batches away while replaying and does not remember that they exist."""

    def batch(self, batch: Batch) -> list[Event]:
        if NAME in self.replaying and batch.pv > self.cursors[NAME]:
            return []
        return super().batch(batch)

    def need(self, name: str) -> rule.Need | None:
        need = super().need(name)
        return None if isinstance(need, Fetch) else need


@pytest.mark.parametrize(
    "bug",
    [
        AppliesEverything,
        SkipsHoles,
        TrustsReplayEnd,
        IgnoresGaps,
        IgnoresTheFloor,
        DropsDuringReplay,
    ],
)
def test_planted_bugs_are_caught(bug: type[Streams]) -> None:
    assert any(seen != real for seen, real in (run(seed, bug) for seed in range(60)))
