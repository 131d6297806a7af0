"""The real append, pump, replay and client rule, under random interleavings and kills.

Twelve messages, three clients that lose their sockets, up to two pumps at once, every process
killed at any call, before it or after it. ``Algorithm`` holds the code under test, so that a
planted bug is a changed line of the real source.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from commons.streams import append, pump, replay
from commons.streams.log import MESSAGE, Cursor, Entry, Occupied, Once, Repeated
from commons.wire import Item
from creavio.models import Event
from creavio.streams import Batch, Fetch, Streams
from tests.commons.streams.scheduler import Scheduler

STREAM = "h:chn_1"
MESSAGES = 12
CLIENTS = 3
STEPS = 4000
KILLS_UNTIL = 1500


@dataclass(frozen=True)
class Algorithm:
    """The code under test, and the order of the steps that live in the services."""

    append: Any = append
    pump: Any = pump
    replay: Any = replay
    write_once: bool = True
    dedupe: bool = True
    viewers_after_log: bool = True
    viewer_before_replay: bool = True
    ack_after_commit: bool = True

    @staticmethod
    def changed(module: types.ModuleType, old: str, new: str) -> types.ModuleType:
        """The module with one line of its source changed; fails when the line is not there."""
        source = inspect.getsource(module)
        assert source.count(old) == 1, f"{old!r} is not once in {module.__name__}"
        mutant = types.ModuleType(module.__name__)
        exec(compile(source.replace(old, new), str(module.__file__), "exec"), mutant.__dict__)
        return mutant


class MemoryLog:
    """A log whose every call can be interrupted before and after it takes effect."""

    def __init__(self, turns: Scheduler, algorithm: Algorithm) -> None:
        self._turns = turns
        self._algorithm = algorithm
        self.rows: dict[int, Entry] = {}
        self.done: dict[str, dict[str, Any]] = {}
        self.reserved = 0
        self.delivered = Cursor()
        self.fills = 0

    def reserve(self, stream: str) -> int:
        """Take the next position."""
        self._turns.pause()
        self.reserved += 1
        reserved = self.reserved
        self._turns.pause()
        return reserved

    def write(self, stream: str, entry: Entry, once: Once | None, also: list[Item]) -> None:
        """Write a row once."""
        self._turns.pause()
        if once is not None and self._algorithm.dedupe and once.key in self.done:
            raise Repeated(self.done[once.key])
        if entry.sq in self.rows and self._algorithm.write_once:
            raise Occupied
        self.rows[entry.sq] = entry
        if once is not None:
            self.done[once.key] = {"n": entry.sq, "id": entry.id, "h": once.body_hash}
        self._turns.pause()

    def after(self, stream: str, sq: int, limit: int = 501) -> list[Entry]:
        """Rows above a position."""
        self._turns.pause()
        found = [self.rows[n] for n in sorted(self.rows) if n > sq][:limit]
        self._turns.pause()
        return found

    def fill(self, stream: str, sq: int) -> None:
        """Put a void unless the position is taken."""
        self._turns.pause()
        if sq not in self.rows or not self._algorithm.write_once:
            self.rows[sq] = Entry(sq, at=self._turns.now)
            self.fills += 1
        self._turns.pause()

    def cursor(self, stream: str) -> Cursor:
        """How far the stream is delivered."""
        self._turns.pause()
        return self.delivered

    def advance(self, stream: str, seen: Cursor, reached: Cursor) -> None:
        """Move the cursor unless somebody did."""
        self._turns.pause()
        if self.delivered.sq == seen.sq:
            self.delivered = reached
        self._turns.pause()


@dataclass
class Client:
    """The SDK's own rule, and what its application has been shown."""

    streams: Streams = field(default_factory=lambda: Streams({STREAM: 0}))
    shown: list[str] = field(default_factory=list)
    connection: int = 0

    def show(self, events: Sequence[Event]) -> None:
        """Deliver to the application."""
        self.shown += [event.id for event in events]


class World:
    """One run from one seed."""

    def __init__(self, seed: int, algorithm: Algorithm | None = None) -> None:
        self.algorithm = algorithm or Algorithm()
        self.turns = Scheduler(seed)
        self.log = MemoryLog(self.turns, self.algorithm)
        self.viewers: set[int] = set()
        self.clients = [Client() for _ in range(CLIENTS)]
        self.acked: dict[str, int] = {}
        self.waiting = [f"m{number}" for number in range(MESSAGES)]
        self.nudged = False
        self.connections = 0
        self.kills = 0

    def run(self) -> list[str]:
        """Run to the end; what is wrong afterwards."""
        for client in self.clients:
            self._connect(client)
        try:
            self._take_turns()
        finally:
            self.turns.stop()
        return self._wrong()

    def _take_turns(self) -> None:
        chance = self.turns.random
        for step in range(STEPS):
            drawn = chance.random()
            if self.waiting and drawn < 0.15:
                self._send(self.waiting.pop(0))
            elif self.waiting and drawn < 0.19:
                self._connect(chance.choice(self.clients))
            if self.nudged and self.turns.running("pump") < 2:
                self.nudged = False
                self.turns.spawn("pump", self._pump)
            if not self.turns.processes:
                if self._settled():
                    return
                continue
            killed = self.turns.turn(0.03 if step < KILLS_UNTIL else 0, spare="connect")
            if killed is not None:
                self._after_kill(killed.name)

    def _settled(self) -> bool:
        if self.waiting or self.nudged:
            return False
        behind = [c for c in self.clients if c.streams.need(STREAM) is not None]
        for client in behind:
            self.turns.spawn("fetch", self._fetcher(client))
        return not behind

    def _after_kill(self, name: str) -> None:
        """The client repeats with the same nonce; the trigger comes again."""
        self.kills += 1
        kind, _, nonce = name.partition(" ")
        if kind == "send" and nonce not in self.acked:
            self.waiting.append(nonce)
        self.nudged = True

    def _send(self, nonce: str) -> None:
        def draft(sq: int) -> Entry:
            return Entry(sq, MESSAGE, nonce, self.turns.now, d={"id": nonce})

        def send() -> None:
            if not self.algorithm.ack_after_commit:
                self.acked[nonce] = self.log.reserved + 1
            appended = self.algorithm.append.append(
                self.log, STREAM, draft, once=Once("u", nonce, ""), nudge=self._nudge
            )
            self.turns.pause()
            self.acked[nonce] = appended.sq

        self.turns.spawn(f"send {nonce}", send)

    def _nudge(self, stream: str, sq: int) -> None:
        self.nudged = True

    def _pump(self) -> None:
        early = set(self.viewers)

        def deliver(stream: str, pv: int, to: int, entries: Sequence[Entry]) -> None:
            self.turns.pause()
            viewers = set(self.viewers) if self.algorithm.viewers_after_log else early
            for connection in sorted(viewers):
                self.turns.pause()
                self._post(connection, Batch(STREAM, pv, to, _events(entries)))

        if not self.algorithm.pump.pump(self.log, STREAM, deliver, self.turns):
            self.nudged = True

    def _post(self, connection: int, batch: Batch) -> None:
        for client in self.clients:
            if client.connection == connection:
                client.show(client.streams.batch(batch))

    def _connect(self, client: Client) -> None:
        self.connections += 1
        connection = self.connections
        self.viewers.discard(client.connection)
        client.connection = connection
        client.streams.expect_replay(STREAM)

        def connect() -> None:
            steps: list[Callable[[], None]] = [
                lambda: self.viewers.add(connection),
                lambda: self._replay(client, connection),
            ]
            for step in steps if self.algorithm.viewer_before_replay else steps[::-1]:
                self.turns.pause()
                step()

        self.turns.spawn("connect", connect)

    def _replay(self, client: Client, connection: int) -> None:
        cursor = client.streams.cursors[STREAM]
        missed = self.algorithm.replay.replay(self.log, STREAM, cursor)
        self.turns.pause()
        if client.connection == connection:
            batch = Batch(STREAM, cursor, missed.to, _events(missed.entries))
            client.show(client.streams.batch(batch))
            client.show(client.streams.replay_end(STREAM, missed.to))

    def _fetcher(self, client: Client) -> Callable[[], None]:
        def fetch() -> None:
            need = client.streams.need(STREAM)
            if isinstance(need, Fetch):
                found = self.algorithm.replay.replay(self.log, STREAM, need.after)
                client.show(
                    client.streams.fetched(
                        STREAM,
                        need.after,
                        found.to,
                        _events(found.entries),
                        floor=found.floor,
                        head=found.head,
                    )
                )

        return fetch

    def _wrong(self) -> list[str]:
        stored = [row.id for _, row in sorted(self.log.rows.items()) if not row.is_void]
        wrong = []
        if len(set(stored)) != len(stored):
            wrong.append("a message is stored twice")
        if set(self.acked) != {f"m{number}" for number in range(MESSAGES)}:
            wrong.append("a message was never acknowledged")
        if any(self.log.rows.get(sq, Entry(0)).id != nonce for nonce, sq in self.acked.items()):
            wrong.append("an acknowledged message is lost")
        if any(client.shown != stored for client in self.clients):
            wrong.append("a client saw something else")
        return wrong


def _events(entries: Sequence[Entry]) -> tuple[Event, ...]:
    return tuple(Event(t=e.type, id=e.id, sq=e.sq, stream=STREAM) for e in entries if not e.is_void)
