"""Schemathesis against an address: a small world made through the API, then every check on.

``Fuzz(...).run()`` answers what it printed and whether it found anything. Real ids of the world
take the place of invented ones in most requests, so that these reach deep; a second person who may
see none of it asks for everything the first one made.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from inspect import signature
from pathlib import Path
from typing import Any

import httpx

from commons.errors import IdempotencyMismatch, InvalidCursor
from commons.etags import PreconditionFailed
from commons.http import Endpoint
from commons.testing import declarations

PASSWORD = "correct horse battery staple"
#: How many requests with an id carry one that exists.
REAL = 0.8
OBJECTS = "object_level_authorization"
#: Good data that is refused for what the schema of one request cannot say: operation, status, why.
ALSO_REFUSED = (
    ("list_stream_events", 400, "a position beyond the stream's end"),
    ("get_invite", 410, "an invite ends by time and use"),
    ("accept_invite", 410, "an invite ends by time and use"),
    ("find_users", 422, "exactly one of two query parameters"),
    ("vote_in_poll", 404, "a message that is no poll"),
    ("vote_in_poll", 409, "a poll closes by time"),
    ("vote_in_poll", 422, "one of the answers, or several, as the poll says"),
    ("create_scheduled_message", 422, "a time ahead, which the recurrence has"),
    ("create_scheduled_message", 404, "a channel that is there"),
    ("create_scheduled_message", 409, "a channel for messages"),
    ("update_scheduled_message", 422, "a time ahead, and still a message"),
    ("list_messages", 422, "one anchor, or a cursor"),
    ("create_role", 422, "as many places as there are roles"),
    ("update_role", 422, "as many places as there are roles"),
    ("grant_role", 422, "a moment within the next year"),
    ("update_member", 422, "a moment within the next 28 days"),
    ("set_override", 422, "the kind is that of the id in the path, bits are granted or taken"),
    ("explain_permission", 422, "exactly one place, one subject"),
    ("list_events", 422, "a window ends after it begins"),
    ("set_onboarding", 422, "what is given back an id for is there"),
    ("answer_onboarding", 422, "answers to what is asked, and all that must be answered"),
    ("create_invite", 422, "roles, or a circle"),
    ("update_read_state", 422, "a position that was never written"),
)
#: Which operations, by what; the check that does not fit them; why.
UNCHECKED = (
    ("tag", "users", OBJECTS, "whoever is logged in may see profiles"),
    ("operation-id", "get_community", OBJECTS, "the fuzzer founds public communities too"),
    ("operation-id", "get_invite", OBJECTS, "whoever holds the secret code may see where it leads"),
    (
        "operation-id",
        "get_template",
        OBJECTS,
        "whoever holds the secret code may see what it makes",
    ),
    (
        "path",
        "/v1/communities/{community_id}/members/me",
        "allow_header_conformance",
        "`me` is also a {user_id}, so Allow names the methods of both paths",
    ),
)


@dataclass
class Fuzz:
    """One run. ``examples``: at most so many per operation and phase."""

    base_url: str
    folder: Path
    examples: int
    seed: int = 1
    steps: int = 6
    phases: str = "examples,coverage,fuzzing,stateful"
    more: tuple[str, ...] = ()
    tokens: dict[str, str] = field(default_factory=dict)

    def run(self) -> tuple[int, str]:
        """Make the world and run: the exit status, 0 when nothing was found, and the output."""
        self._write(self._world())
        command = [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(self.folder / "schemathesis.toml")),
            *("run", f"{self.base_url}/v1/openapi.json", "--url", self.base_url),
            *("--phases", self.phases, "--max-examples", str(self.examples)),
            *("--seed", str(self.seed), "--request-timeout", "30", "--continue-on-failure"),
            *self.more,
        ]
        with (self.folder / "output.txt").open("w+") as output:
            done = subprocess.run(
                command, cwd=self.folder, stdout=output, stderr=subprocess.STDOUT, check=False
            )
            output.seek(0)
            return done.returncode, output.read()

    def _world(self) -> dict[str, list[str]]:
        """Values of parameters by name: what the person who asks has made."""
        people = {name: self._register(name) for name in ("alice", "bob", "mallory", "carol")}
        self.tokens = {name: made["access_token"] for name, made in people.items()}
        community = self._post("alice", "/communities", {"name": "Acme"})
        path = f"/communities/{community['id']}"
        general = community["channels"][0]["id"]
        other = self._post("alice", f"{path}/channels", {"name": "other", "topic": "x"})["id"]
        messages = [
            self._post("alice", f"/channels/{channel}/messages", {"content": f"m{n}"})["id"]
            for channel in (general, other)
            for n in range(4)
        ]
        codes = [self._post("alice", f"{path}/invites", {})["code"] for _ in range(3)]
        codes.append(self._post("alice", f"{path}/templates", {"name": "Acme"})["code"])
        for name in ("bob", "carol"):
            self._post(name, f"/invites/{codes[0]}/accept")
        return {
            "community_id": [community["id"]],
            "channel_id": [general, other],
            "message_id": messages,
            "code": codes,
            "user_id": [people[name]["user"]["id"] for name in ("bob", "carol", "alice")],
            "stream_id": [f"h:{general}", f"h:{other}"],
        }

    def _register(self, name: str) -> dict[str, Any]:
        handle = f"{name}{secrets.token_hex(5)}"
        body = {"email": f"{handle}@example.org", "password": PASSWORD, "handle": handle}
        made = self._post("", "/auth/register", body)
        return made

    def _post(self, who: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.tokens[who]}"} if who else {}
        answer = httpx.post(
            f"{self.base_url}/v1{path}", json=body, headers=headers, timeout=30, trust_env=False
        )
        assert answer.is_success, (path, answer.status_code, answer.text)
        made: dict[str, Any] = answer.json()
        return made

    def _write(self, known: dict[str, list[str]]) -> None:
        lines = [
            "checks.enabled = true",  # on the command line it would override the exceptions
            "generation.database = 'none'",
            f"phases.stateful.max-steps = {self.steps}",
            "[auth.wfc]",
            f"path = {json.dumps(str(self.folder / 'people.json'))}",
            'user = "alice"',
            'peers = ["alice", "mallory"]',
            "refresh_interval = 300",
        ]
        for word, value, check, _ in UNCHECKED:
            lines += ["[[operations]]", f"include-{word} = {json.dumps(value)}"]
            lines.append(f"checks.{check}.enabled = false")
        for operation, statuses in _refused().items():
            lines += ["[[operations]]", f"include-operation-id = {json.dumps(operation)}"]
            allowed = json.dumps([*POSITIVE, *map(str, sorted(statuses))])
            lines.append(f"checks.positive_data_acceptance.expected-statuses = {allowed}")
        for name, values in known.items():
            lines += [f"[dictionaries.{name}]", f"values = {json.dumps(values)}"]
        lines.append("[parameters]")
        for name in known:
            lines.append(f'"path.{name}" = {{ dictionary = "{name}", probability = {REAL} }}')
        (self.folder / "schemathesis.toml").write_text("\n".join(lines) + "\n")
        people = [self._person(name) for name in ("alice", "mallory")]
        (self.folder / "people.json").write_text(json.dumps({"auth": people}))

    def _person(self, name: str) -> dict[str, Any]:
        me = httpx.get(
            f"{self.base_url}/v1/users/me",
            headers={"authorization": f"Bearer {self.tokens[name]}"},
            trust_env=False,
        ).json()
        payload = json.dumps({"login": me["handle"], "password": PASSWORD})
        return {
            "name": name,
            "loginEndpointAuth": {
                "externalEndpointURL": f"{self.base_url}/v1/auth/login",
                "verb": "POST",
                "contentType": "application/json",
                "payloadRaw": payload,
                "token": {
                    "extractFrom": "body",
                    "extractSelector": "/access_token",
                    "sendIn": "header",
                    "sendName": "Authorization",
                    "sendTemplate": "Bearer {token}",
                },
            },
        }


def _refused() -> dict[str, set[int]]:
    """Statuses that good data may be answered with, by operation."""
    found: dict[str, set[int]] = {}
    for declared in declarations():
        if not isinstance(declared, Endpoint):
            continue
        statuses = {status for name, status, _ in ALSO_REFUSED if name == declared.name}
        statuses |= {InvalidCursor.status} if declared.pages else set()
        statuses |= {PreconditionFailed.status} if _takes_if_match(declared) else set()
        statuses |= {IdempotencyMismatch.status} if declared.takes_key else set()
        if statuses:
            found[declared.name] = statuses
    return found


def _takes_if_match(declared: Endpoint) -> bool:
    return "if_match" in signature(declared.run).parameters


#: What Schemathesis allows by itself.
POSITIVE = ("2xx", "3xx", "401", "403", "404", "409", "429", "5xx")
