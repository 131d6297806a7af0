"""What the cost page counts: calls and units of each thing people do, by the real functions.

``python -m bench counts`` writes them to ``bench/counts.json``; the nightly run says when they
have moved, and the cost page must be written again.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.costs import COUNTS
from bench.units import units_of
from commons.testing import Connections, Context, Person, Socket, call, endpoint_of, person
from functions.realtime.consumers.pump_logged import pump_logged
from tests.faults.kills import calls
from tests.functions.messages.places import Place, flush, found_place, join, look, open_socket, say
from tests.functions.realtime.consumers.test_pump_logged import records

REPEATED = 9
VIEWERS = 20
Act = Callable[[], object]


class World:
    """A channel that twenty people look at."""

    def __init__(self, alice: Person, bob: Person, connections: Connections) -> None:
        self.connections = connections
        self.place: Place = found_place(alice, bob)
        self.alice = alice
        self.socket: Socket = look(self.place, alice, connections)
        self.said = 0

    def fill(self) -> None:
        """Nineteen more come and look."""
        for _ in range(VIEWERS - 1):
            viewer = person()
            join(self.place.community_id, owner=self.alice, who=viewer)
            look(self.place, viewer, self.connections)

    def ask(self, route_key: str, path: str) -> None:
        """One good HTTP request."""
        reply = call(endpoint_of(route_key), path, as_=self.alice)
        assert reply.status < 300, reply

    def send(self) -> None:
        """A message through the socket."""
        self.said += 1
        d = {"channel_id": self.place.channel_id, "content": "x" * 500, "nonce": f"n{self.said}"}
        answer = self.socket.send("send", d)
        assert answer is not None
        assert answer["op"] == "ack", answer

    def seen(self) -> None:
        """It was read up to here."""
        self.socket.send("read", {"channel_id": self.place.channel_id, "seq": self.said})


@pytest.mark.nightly
def test_the_counts_of_the_cost_page_are_those_of_the_functions(
    alice: Person, bob: Person, connections: Connections
) -> None:
    found = dict(operations(World(alice, bob, connections)))
    if target := os.environ.get("CREAVIO_WRITE_COUNTS"):
        Path(target).write_text(json.dumps(found))
        return
    written = json.loads(COUNTS.read_text())["operations"]
    assert {name: _exact(one) for name, one in found.items()} == {
        name: _exact(one) for name, one in written.items()
    }


def operations(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything the model of the cost page is made of."""
    place, alice = world.place, world.alice
    path = f"/channels/{place.channel_id}/messages"
    yield "send", counted(world.send)
    yield "send by HTTP", counted(lambda: say(place, alice, "x" * 500))
    yield "flush to 1", counted(lambda: flush(place), before=world.send)
    world.fill()
    yield f"flush to {VIEWERS}", counted(lambda: flush(place), before=world.send)
    found = records(place)[-1:]
    yield "check of a flush", counted(lambda: pump_logged({"Records": found}, Context()))
    yield "read", counted(world.seen, before=world.send)
    yield "heartbeat", counted(lambda: world.socket.send("hb"))
    yield "ticket", counted(lambda: world.ask("POST /v1/gateway/tickets", "/gateway/tickets"))
    opened: list[Socket] = []

    def join_in() -> None:
        opened.append(open_socket(alice, world.connections))

    yield "connect and ticket", counted(join_in)
    focus = {"focus": [place.channel_id], "cursors": {place.stream: world.said}}
    yield "identify", counted(lambda: opened[-1].send("identify", focus), before=join_in)
    yield "disconnect", counted(lambda: opened.pop().disconnect())
    yield "page of messages", counted(lambda: world.ask(f"GET /v1{_template(path)}", path))
    yield "my profile", counted(lambda: world.ask("GET /v1/users/me", "/users/me"))
    channel = f"/channels/{place.channel_id}"
    yield "channel", counted(lambda: world.ask("GET /v1/channels/{channel_id}", channel))


def counted(act: Act, before: Act = lambda: None) -> dict[str, Any]:
    """Calls and units of one warm run, and the median CPU of several."""
    before()
    act()
    cpu = []
    for _ in range(REPEATED):
        before()
        started = time.process_time()
        act()
        cpu.append(1000 * (time.process_time() - started))
    before()
    with calls() as watched:
        act()
    units = units_of(watched.names, watched.requests, watched.answers)
    return {
        "calls": dict(sorted(Counter(watched.names).items())),
        "writes": units.writes,
        "reads": units.reads,
        "cpu_ms": round(statistics.median(cpu), 1),
    }


def _exact(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "cpu_ms"}


def _template(path: str) -> str:
    return path.replace(path.split("/")[2], "{channel_id}")
