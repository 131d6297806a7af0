"""A word in every field of every frame is in no log, metric, refusal or event.

A refusal gives the frame's own ``id`` and ``nonce`` back, so that the client knows which it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_type_hints

import pytest
from pydantic import BaseModel

from commons.sockets import SocketAction
from commons.testing import Connections, Context, Socket, connect, declarations
from tests.authorization.socket_entries import SOCKET_ENTRIES
from tests.authorization.worlds import Persona, World, borrow_world
from tests.redaction.canaries import Canaries, Schema, bodies, filled, leaves
from tests.redaction.watching import broken, outbox, queued, watching

ACTIONS = {d.route: d for d in declarations() if isinstance(d, SocketAction)}
FRAMES = [route for route, declared in ACTIONS.items() if declared.is_frame]


def schema_of(route: str) -> Schema:
    """What ``d`` of a frame may hold; nothing where no model reads it."""
    model = get_type_hints(ACTIONS[route].run).get("d")
    if isinstance(model, type) and issubclass(model, BaseModel):
        return model.model_json_schema()
    return {}


@dataclass
class Visit:
    """Every frame that is sent to one action, each on a socket of its own."""

    route: str
    world: World
    connections: Connections
    canaries: Canaries = field(default_factory=Canaries)
    filled: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    opened: Socket | None = None

    def word(self, place: str) -> str:
        """A canary for a field of ``d``, or of the frame."""
        self.filled.add(place)
        return self.canaries.word(f"{self.route} {place}")

    def socket(self) -> Socket:
        """The owner's, ready for the action; another one when it was closed."""
        if self.opened and not self.opened.closed:
            return self.opened
        opened = connect(self.world.people[Persona.OWNER], self.connections)
        assert isinstance(opened, Socket)
        if ACTIONS[self.route].identified:
            opened.send("identify", {})
        self.opened = opened
        return opened

    def send(self, d: object, id_: object = None, raw: str | None = None) -> None:
        """Send a frame; what a refusal says is looked at."""
        self.send_on(self.socket(), d, id_, raw)

    def send_on(
        self, socket: Socket, d: object, id_: object = None, raw: str | None = None
    ) -> None:
        """The same, on a socket that is open."""
        op = "nonesuch" if self.route == "$default" else self.route
        answer = socket.send(op, d, id_) if raw is None else socket.send_raw(raw, self.route)
        posted = [frame for frame in socket.frames if frame["op"] == "error"]
        for refusal in (*posted, *([answer] if answer and "status" in answer["d"] else [])):
            told = {name: v for name, v in refusal["d"].items() if name != "nonce"}
            for place in self.canaries.found_in(json.dumps(told)):
                self.leaks.append(f"{refusal['op']}: {place}")


def frames(visit: Visit) -> None:
    """A word in each field alone, in all of them, where there should be none, and in no JSON."""
    good, schema = SOCKET_ENTRIES[visit.route].d, schema_of(visit.route)
    for name, part in schema.get("properties", {}).items():
        visit.send({**good(visit.world), name: filled(part, schema, visit.word, name)})
    for d in bodies(schema, schema, visit.word) if schema else ():
        visit.send(d)
    visit.send({**good(visit.world), "unknown": visit.word("unknown")})
    visit.send(good(visit.world), id_=visit.word("id"))
    visit.send(None, raw=json.dumps({"op": visit.word("op"), "d": {}}))
    visit.send(None, raw=json.dumps({"op": visit.route, "d": visit.word("d itself")}))
    visit.send(None, raw=f'{{"op": {visit.word("no JSON")}')


def crashes(visit: Visit) -> Iterator[bool]:
    """A bug, and DynamoDB refusing, at the last call; whether each happened."""
    for by_aws in (False, True):
        d = SOCKET_ENTRIES[visit.route].d(visit.world)
        with broken(-1, "", by_aws=by_aws) as made:
            visit.send_on(visit.socket(), d)
        opened = visit.socket()
        says = f"{visit.word('message of the crash')} {d}"
        with broken(0, says, by_aws=by_aws) as made:
            visit.send_on(opened, d)
        yield len(made) > 0


@pytest.mark.parametrize("route", FRAMES)
def test_nothing_in_a_frame_is_left_behind(
    route: str, connections: Connections, fresh_caches: None, capfd: pytest.CaptureFixture[str]
) -> None:
    visit = Visit(route, borrow_world(), connections)
    before, _ = outbox(set())
    with watching(capfd) as seen:
        frames(visit)
        crashed = list(crashes(visit))

    assert visit.leaks == []
    assert visit.canaries.found_in(seen.take()) == []
    assert visit.canaries.found_in(outbox(before)[1]) == []
    assert visit.canaries.found_in(queued()) == []
    assert set(leaves(schema_of(route), schema_of(route))) <= visit.filled
    assert crashed == [True, True]
    assert seen.crashes() == 2
    assert seen.metrics() >= 2


def test_nothing_of_a_ticket_is_left_behind(
    connections: Connections, fresh_caches: None, capfd: pytest.CaptureFixture[str]
) -> None:
    canaries, world = Canaries(), borrow_world()
    with watching(capfd) as seen:
        assert connect(canaries.word("ticket"), connections) == 403
        owner = world.people[Persona.OWNER]
        assert connect(owner, connections, origin=canaries.word("origin")) == 403
        with broken(0, canaries.word("message of the crash"), by_aws=False):
            assert connect(canaries.word("ticket"), connections) == 500
        with broken(0, canaries.word("message of the crash"), by_aws=False):
            about = {"connectionId": canaries.word("connection"), "routeKey": "$disconnect"}
            ACTIONS["$disconnect"]({"requestContext": about, "body": ""}, Context())
    assert canaries.found_in(seen.take()) == []
    assert seen.crashes() == 2
