"""A storm in process: the real functions on the emulator's DynamoDB, and everything goes wrong.

Clients keep the SDK's own rule. In each round many send at once, calls fail before and after they
took effect, processes die at them, sockets break; then it is calm, the triggers come again, and
every client must have been shown exactly what is stored.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Event as Flag
from threading import Lock, Thread

from commons.streams import channel_stream
from commons.streams.log import DynamoLog
from commons.testing import Connections, Person, Socket, call, connect, nudged
from creavio.models import Event
from creavio.streams import Batch, Fetch, Streams
from functions.messages.endpoints.send_message import send_message
from functions.realtime.consumers.pump_nudged import pump_nudged
from functions.realtime.endpoints.list_stream_events import list_stream_events
from tests.contract.answers import Undocumented
from tests.faults.injection import faults
from tests.faults.kills import Killed


@dataclass(frozen=True)
class Size:
    """How large a storm, and from which seed."""

    clients: int = 8
    messages: int = 120
    channels: int = 2
    rounds: int = 8
    senders: int = 6
    seed: int = 1
    faulty: float = 0.05
    killed: float = 0.006
    dropped: float = 0.05
    calm_s: float = 30.0


class Client:
    """One client: a socket that looks at one channel, and what its application has been shown."""

    def __init__(self, who: Person, channel_id: str, connections: Connections) -> None:
        self.who, self.channel_id, self.connections = who, channel_id, connections
        self.stream = channel_stream(channel_id)
        self.rule = Streams({self.stream: 0})
        self.shown: list[str] = []
        self.socket: Socket | None = None
        self.read = self.drops = 0
        self.lock = Lock()

    def connect(self) -> None:
        """Until a socket is open, identified and told that the replay is over."""
        while True:
            self.drop()
            with suppress(Killed):
                opened = connect(self.who, self.connections)
                if isinstance(opened, Socket):
                    self.socket, self.read = opened, 0
                    self.rule.expect_replay(self.stream)
                    cursors = {self.stream: self.rule.cursors[self.stream]}
                    opened.send("identify", {"focus": [self.channel_id], "cursors": cursors})
            self.take()
            if self.is_open and self.stream not in self.rule.replaying:
                return

    @property
    def is_open(self) -> bool:
        """Whether the server has not closed the socket."""
        return self.socket is not None and not self.socket.closed

    def drop(self) -> None:
        """The network breaks; nobody is told."""
        if self.socket is not None:
            self.take()
            self.connections.closed.add(self.socket.connection_id)
            self.socket = None

    def stall(self) -> None:
        """It takes no more frames; the server finds out."""
        if self.socket is not None:
            self.connections.full.add(self.socket.connection_id)

    def take(self) -> None:
        """Apply what the socket was posted, by the rule."""
        if self.socket is None:
            return
        frames = self.socket.frames
        while self.read < len(frames):
            frame, self.read = frames[self.read], self.read + 1
            d = frame["d"]
            if frame["op"] == "batch" and d["st"] == self.stream:
                self._show(self.rule.batch(Batch(d["st"], d["pv"], d["to"], self._events(d["e"]))))
            elif frame["op"] == "replay_end" and d["stream"] == self.stream:
                self._show(self.rule.replay_end(self.stream, d["to"]))

    def calm(self) -> None:
        """Come back if the server closed, and ask for what the rule says is missing."""
        if not self.is_open:
            self.connect()
        self.take()
        while isinstance(need := self.rule.need(self.stream), Fetch):
            path, query = f"/event-streams/{self.stream}/events", {"after": need.after}
            page = call(list_stream_events, path, as_=self.who, query=query).body
            events = self._events(page["data"])
            known = {"floor": page["floor"], "head": page["head"]}
            self._show(self.rule.fetched(self.stream, need.after, page["to"], events, **known))

    def _events(self, found: list[dict[str, object]]) -> tuple[Event, ...]:
        return tuple(Event.read({**one, "stream": self.stream}) for one in found)

    def _show(self, events: list[Event]) -> None:
        self.shown += [str(event.d["content"]) for event in events if event.t == "MESSAGE_CREATE"]


@dataclass
class Storm:
    """One run. ``wrong`` says what must not be."""

    size: Size
    people: list[Person]
    channels: list[str]
    connections: Connections
    acked: dict[str, dict[str, int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    tries: int = 0
    deaths: int = 0
    slowest_calm_s: float = 0.0

    def run(self) -> None:
        """All rounds, until something is wrong."""
        self.dice = random.Random(self.size.seed)
        for number in range(self.size.clients):
            channel_id = self.channels[number % len(self.channels)]
            who = self.people[number % len(self.people)]
            self.clients.append(Client(who, channel_id, self.connections))
            self.clients[-1].connect()
        self.acked = {channel_id: {} for channel_id in self.channels}
        each, faulty = self.size.messages // self.size.rounds, self.size.faulty
        with faults(
            self.size.seed,
            before_commit=faulty / 4,
            after_commit=faulty / 2,
            throttled=faulty / 4,
            killed=self.size.killed,
        ) as injected:
            rates = dict(injected.rates)
            for number in range(self.size.rounds):
                injected.rates.update(rates)
                self._rage(number, each)
                injected.rates.update(dict.fromkeys(rates, 0.0))
                self._calm()
                self._compare()
                if self.wrong:
                    break
            injected.rates.update(rates)

    def _rage(self, number: int, messages: int) -> None:
        over = Flag()
        pumps = [Thread(target=self._pump, args=(over,)) for _ in range(2)]
        for pump in pumps:
            pump.start()
        jobs = [(self.dice.choice(self.clients), f"{number}.{n}") for n in range(messages)]
        breaks = [self.dice.random() for _ in range(messages)]
        try:
            with ThreadPoolExecutor(self.size.senders) as pool:
                list(pool.map(lambda n: self._say(*jobs[n], breaks[n]), range(messages)))
        finally:
            over.set()
            for pump in pumps:
                pump.join()

    def _say(self, client: Client, content: str, breaks: float) -> None:
        """Send until it is acknowledged; before it, perhaps, the socket breaks."""
        with client.lock:
            if breaks < self.size.dropped:
                client.drops += 1
                client.stall() if breaks < self.size.dropped / 3 else client.connect()
        while True:
            self.tries += 1
            with suppress(Killed, Undocumented):  # Mangum answers to a death, and nobody gets it
                body = {"content": content, "nonce": f"n-{content}"}
                path = f"/channels/{client.channel_id}/messages"
                reply = call(send_message, path, as_=client.who, body=body)
                if reply.status == 201:
                    self.acked[client.channel_id][content] = reply.body["seq"]
                    return
            self.deaths += 1

    def _pump(self, over: Flag) -> None:
        while not over.is_set():
            for channel_id in self.channels:
                with suppress(Killed):
                    nudged(pump_nudged, channel_stream(channel_id))

    def _calm(self) -> None:
        """What was asked for comes again, as the table's stream does, until all is delivered."""
        began = time.monotonic()
        for channel_id in self.channels:
            self._until(partial(self._is_delivered, channel_stream(channel_id)))
        for client in self.clients:
            client.calm()
        self.slowest_calm_s = max(self.slowest_calm_s, time.monotonic() - began)

    def _is_delivered(self, stream: str) -> bool:
        nudged(pump_nudged, stream)
        rows = [row.sq for row in DynamoLog().after(stream, 0, 100_000) if not row.is_void]
        return DynamoLog().cursor(stream).sq >= max(rows, default=0)

    def _until(self, done: Callable[[], bool]) -> None:
        ends = time.monotonic() + self.size.calm_s
        while not done():
            if time.monotonic() > ends:
                self.wrong.append("a stream stands still")
                return

    def _compare(self) -> None:
        for channel_id in self.channels:
            log = DynamoLog().after(channel_stream(channel_id), 0, 100_000)
            stored = {str(row.d["content"]): row.sq for row in log if row.is_message}
            order = [str(row.d["content"]) for row in log if row.is_message]
            if len(order) != len(stored):
                self.wrong.append("a message is stored twice")
            if stored != self.acked[channel_id]:
                self.wrong.append("what is stored is not what was acknowledged")
            for client in self.clients:
                if client.channel_id == channel_id and client.shown != order:
                    lost, twice = set(order) - set(client.shown), len(client.shown) - len(order)
                    self.wrong.append(f"a client saw something else: {len(lost)} lost, {twice:+}")
