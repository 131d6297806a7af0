"""A word in every field of every endpoint is in no log, metric, error body, event or queue.

Fields are read from the OpenAPI document, which is generated from the declarations: a new endpoint
is covered by being declared.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import pytest

from commons import auth
from commons.http import Access, Endpoint
from commons.testing import Reply, call, declarations
from tests.authorization.entries import ENTRIES
from tests.authorization.requests import Request, valid_request
from tests.authorization.worlds import Persona, World, borrow_world
from tests.redaction.canaries import Canaries, Fields, bodies, document, fields_of, filled
from tests.redaction.watching import Seen, broken, everything_stored, outbox, queued, watching

ENDPOINTS = {d.route_key: d for d in declarations() if isinstance(d, Endpoint)}
#: Never stored as sent, by nobody.
SECRETS = ("password", "refresh_token", "authorization", "cookie")
#: Given out and never stored as given, kept answers of an Idempotency-Key included.
ISSUED = ("access_token", "refresh_token")


@dataclass
class Visit:
    """Everything that is sent to one endpoint, and what came back that should not have."""

    declared: Endpoint
    world: World
    canaries: Canaries = field(default_factory=Canaries)
    filled: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    issued: list[str] = field(default_factory=list)
    crashed: int = 0

    @property
    def fields(self) -> Fields:
        """What the endpoint takes."""
        return fields_of(self.declared)

    def word(self, place: str) -> str:
        """A canary for a field."""
        self.filled.add(place)
        return self.canaries.word(f"{self.declared.route_key} {place}")

    def in_body(self, name: str) -> str:
        """One for a field of the body; an e-mail address where one is wanted."""
        word = self.word(f"body {name}")
        return f"{word}@example.org" if name == "email" else word

    def request(self) -> Request:
        """One that is good."""
        return valid_request(self.declared, self.world)

    def send(self, request: Request, **more: Any) -> Reply:
        """Send it as the owner; what a refusal says is looked at."""
        target, path = self.declared, self.declared.path
        if path == "$default":
            target, path = replace(target, method="GET"), "/v1/nonesuch"
        path = re.sub(r"{(\w+)}", lambda m: quote(request.ids[m[1]], safe=":"), path)
        needs = self.declared.access is Access.USER
        as_ = self.world.token(Persona.OWNER) if needs else None
        sent = {"as_": as_, "body": request.body, "query": request.query} | more
        reply = call(target, path, **sent)
        self.statuses.add(reply.status)
        if reply.status >= 400:
            self.look_at(reply, path)
        elif isinstance(reply.body, dict):
            self.issued += [reply.body[name] for name in ISSUED if name in reply.body]
        return reply

    def look_at(self, reply: Reply, path: str) -> None:
        """A problem names the path it is about (``instance``), and repeats nothing else."""
        told = {name: v for name, v in reply.body.items() if name != "instance"}
        for place in self.canaries.found_in(json.dumps([told, reply.headers])):
            self.leaks.append(f"body of {reply.status} {reply.code}: {place}")


def paths(visit: Visit) -> None:
    """A word in place of each id."""
    good = visit.request()
    for name in visit.fields.path:
        visit.send(replace(good, ids={**good.ids, name: visit.word(f"path {name}")}))


def queries(visit: Visit) -> None:
    """A word in each parameter of the query, and in one that does not exist."""
    good = visit.request()
    for name in (*visit.fields.query, "nonesuch"):
        visit.send(replace(good, query={name: visit.word(f"query {name}")}))


def headers(visit: Visit) -> None:
    """A word in each header: good ones all at once, those that spoil the request alone."""
    alone = {"authorization", "content-type"}
    words = {name: visit.word(f"header {name}") for name in visit.fields.headers}
    visit.send(visit.request(), headers={k: v for k, v in words.items() if k not in alone})
    visit.send(visit.request(), headers={"content-type": words["content-type"]})
    token = visit.world.token(Persona.OWNER)
    for value in (words["authorization"], f"{token}{words['authorization']}"):
        visit.send(visit.request(), as_=value)
    visit.send(visit.request(), as_=None, headers={"authorization": words["authorization"]})


def good_bodies(visit: Visit) -> None:
    """A word in one field at a time of a body that is good otherwise, as far as it goes."""
    schema = visit.fields.body
    for name, part in (schema or {}).get("properties", {}).items():
        good = visit.request()
        value = filled(part, document(), visit.in_body, name)
        visit.send(replace(good, body={**(good.body or {}), name: value}))


def bad_bodies(visit: Visit) -> None:
    """Words everywhere at once: as they are, in lists, in objects, unknown, and in no JSON."""
    good, schema = visit.request(), visit.fields.body
    if schema is None:
        visit.send(replace(good, body={"ignored": visit.word("body ignored")}))
        return
    for body in (
        *bodies(schema, document(), visit.in_body),
        {**(good.body or {}), "unknown": visit.word("body unknown")},
        visit.word("body itself"),
        [visit.word("body itself")],
    ):
        visit.send(replace(good, body=body))
    for raw in ('{"a": "%s"', "%s", '"%s', '{"%s": }'):
        visit.send(good, raw=raw % visit.word("body that is no JSON"))


def crashes(visit: Visit) -> None:
    """A bug, and DynamoDB refusing: at its last call, quoting all that was sent."""
    query = next(iter(ENTRIES[visit.declared.route_key].queries(visit.world)), None)
    for by_dynamodb in (False, True):
        at = -1  # at first it is only seen how many calls there are
        for _ in range(4):  # the same again makes fewer where something was cached, or is done
            request = replace(visit.request(), query=query)
            says = f"{visit.word('message of the crash')} {request}"
            auth.forget()
            with broken(at, says, by_aws=by_dynamodb) as made:
                visit.send(request)
            if 0 <= at < len(made):
                visit.crashed += 1
                break
            at = max(0, len(made) - 1)


ACTS = (paths, queries, headers, good_bodies, bad_bodies, crashes)


def wanted(declared: Endpoint) -> set[str]:
    """All places that must have had a word in them."""
    fields = fields_of(declared)
    return {
        *(f"path {name}" for name in fields.path),
        *(f"query {name}" for name in fields.query),
        *(f"header {name}" for name in fields.headers),
        *(f"body {name}" for name in fields.body_fields()),
    }


@pytest.mark.parametrize("key", ENDPOINTS)
def test_nothing_that_is_sent_is_left_behind(
    key: str, fresh_caches: None, capfd: pytest.CaptureFixture[str]
) -> None:
    visit = Visit(ENDPOINTS[key], borrow_world())
    before, _ = outbox(set())
    queued()
    with watching(capfd) as seen:
        for act in ACTS:
            act(visit)

    assert visit.leaks == []
    assert visit.canaries.found_in(seen.take()) == []
    assert visit.canaries.found_in(outbox(before)[1]) == []
    assert visit.canaries.found_in(queued()) == []
    if any(name in SECRETS for name in visit.fields.body_fields()):
        stored = everything_stored()
        found = visit.canaries.found_in(stored)
        assert [place for place in found if place.endswith(SECRETS)] == []
        assert [token for token in visit.issued if token in stored] == []
        assert len(visit.issued) >= 4
    check_was_asked(visit, seen)


def check_was_asked(visit: Visit, seen: Seen) -> None:
    """Every field had a word in it; it crashed when it could, and the log was seen."""
    assert wanted(visit.declared) <= visit.filled
    assert visit.declared.takes_body == (visit.fields.body is not None)
    reads = bool(visit.declared.grants())
    assert (visit.crashed == 2) == reads, visit.crashed
    assert (500 in visit.statuses) == reads
    assert seen.crashes() >= (2 if reads else 0)
    assert seen.metrics() >= seen.crashes()
