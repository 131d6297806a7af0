"""The stub world over HTTP, with faults: lost answers, refusals, repeated sends counted."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .stub_world import Json, Refusal, World

PREFIX = "/_aws/execute-api/abc123/$default"


@dataclass
class Call:
    """One request as it came in."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: Any
    user_id: str = ""
    parts: tuple[str, ...] = ()


@dataclass
class Fault:
    """What happens to the next `times` calls that match."""

    method: str
    path: str
    kind: str
    status: int = 503
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)

    def matches(self, call: Call) -> bool:
        return (
            self.times > 0
            and call.method == self.method
            and re.search(self.path, call.path) is not None
        )


class StubHttp:
    """Serves `world` below a path prefix, as the local emulator does."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self._answers: dict[tuple[str, str], tuple[int, Any]] = {}
        self.tickets: dict[str, str] = {}
        self.gateway_url = ""
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for writer in list(self._writers):
                writer.close()
            await self._server.wait_closed()

    @property
    def api_url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}{PREFIX}"

    def fault(self, method: str, path: str, kind: str, **options: Any) -> Fault:
        """`kind`: `lose` the answer, `refuse` before doing it, `refuse_after` doing it."""
        self.faults.append(Fault(method, path, kind, **options))
        return self.faults[-1]

    def count(self, method: str, path: str) -> int:
        return sum(c.method == method and re.search(path, c.path) is not None for c in self.calls)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while (call := await _read(reader)) is not None:
                self.calls.append(call)
                fault = next((fault for fault in self.faults if fault.matches(call)), None)
                if fault is not None:
                    fault.times -= 1
                answer = self._answer(call, fault)
                await asyncio.sleep(0)
                if fault is not None and fault.kind == "lose":
                    writer.transport.abort()
                    return
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def _answer(self, call: Call, fault: Fault | None) -> bytes:
        refusal = {"message": "stub fault"}
        if fault is not None and fault.kind == "refuse":
            return _encode(fault.status, refusal, fault.headers)
        key = (call.path, call.headers.get("idempotency-key", ""))
        try:
            status, body = self._answers.get(key) or self._route(call)
            if key[1]:
                self._answers[key] = status, body
        except Refusal as problem:
            status, body = problem.status, {**problem.body, "request_id": "req_1"}
        if fault is not None and fault.kind == "refuse_after":
            return _encode(fault.status, refusal, fault.headers)
        return _encode(status, body)

    def _route(self, call: Call) -> tuple[int, Any]:
        for method, pattern, handler, anonymous in ROUTES:
            found = re.fullmatch(pattern, call.path)
            if method == call.method and found:
                call.parts = found.groups()
                if not anonymous:
                    token = call.headers.get("authorization", "").removeprefix("Bearer ")
                    call.user_id = self.world.whose(token)
                if method in ("POST", "PATCH") and "idempotency-key" not in call.headers:
                    raise Refusal(400, "no_idempotency_key")
                return handler(self, call)
        raise Refusal(404, "not_found", "no such route")

    def _list_messages(self, call: Call) -> tuple[int, Any]:
        channel_id, params = call.parts[0], call.params
        self.world.check_channel(call.user_id, channel_id)
        newest = sorted(self.world.messages[channel_id].values(), key=lambda m: -int(m["seq"]))
        limit = int(params.get("limit", "50"))
        before = params.get("before") or params.get("cursor", "").removeprefix("cur-") or None
        if after := params.get("after"):
            found = [m for m in newest if m["id"] > after][-limit:]
            return 200, {"data": found, "next_cursor": None, "prev_cursor": None}
        if around := params.get("around"):
            newer = [m for m in newest if m["id"] > around][-(limit // 2) :]
            older = [m for m in newest if m["id"] <= around][: limit - len(newer)]
            return 200, {"data": newer + older, "next_cursor": None, "prev_cursor": None}
        found = [m for m in newest if before is None or m["id"] < before]
        cursor = f"cur-{found[limit - 1]['id']}" if len(found) > limit else None
        return 200, {"data": found[:limit], "next_cursor": cursor, "prev_cursor": None}

    def _send(self, call: Call) -> tuple[int, Any]:
        nonce = call.body.pop("nonce", None) or call.headers["idempotency-key"]
        if nonce != call.headers["idempotency-key"]:
            raise Refusal(422, "nonce_and_key_differ")
        return 201, self.world.send(call.user_id, call.parts[0], nonce, **call.body)

    def _ticket(self, call: Call) -> tuple[int, Any]:
        ticket = self.world.id("tkt")
        self.tickets[ticket] = call.user_id
        return 201, {"ticket": ticket, "url": self.gateway_url, "expires_in": 30}

    def _mine(self, call: Call) -> tuple[int, Any]:
        mine = [c for c in self.world.communities.values() if self._is_in(call, c["id"])]
        start = int(call.params.get("cursor") or 0)
        following = str(start + 1) if start + 1 < len(mine) else None
        return 200, {"data": mine[start : start + 1], "next_cursor": following}

    def _is_in(self, call: Call, community_id: str) -> bool:
        return call.user_id in self.world.members[community_id]

    def _users(self, call: Call) -> tuple[int, Any]:
        users, ids = self.world.users.values(), call.params.get("ids", "").split(",")
        handle = call.params.get("handle")
        return 200, {"data": [u for u in users if u["id"] in ids or u["handle"] == handle]}

    def _read_state(self, call: Call) -> tuple[int, Any]:
        key = (call.user_id, call.parts[0])
        seq = max(self.world.read_states.get(key, 0), call.body["seq"])
        self.world.read_states[key] = seq
        return 200, {"channel_id": call.parts[0], "seq": seq, "unread": 0, "mentions": 0}

    def _remove_member(self, call: Call) -> tuple[int, Any]:
        community_id, user_id = call.parts
        user_id = call.user_id if user_id == "me" else user_id
        if user_id not in self.world.members[community_id]:
            raise Refusal(404, "not_found")
        self.world.members[community_id].remove(user_id)
        return 204, None

    def _ban(self, call: Call) -> tuple[int, Any]:
        community_id, user_id = call.parts
        self.world.banned[community_id].add(user_id)
        self.world.members[community_id].discard(user_id)
        return 204, None

    def _delete_message(self, call: Call) -> tuple[int, Any]:
        self.world.delete(call.user_id, *call.parts)
        return 204, None


type Handler = Callable[[StubHttp, Call], tuple[int, Any]]

ID = "([^/]+)"
ROUTES: list[tuple[str, str, Handler, bool]] = [
    ("POST", "/auth/register", lambda s, c: (201, s.world.register(**c.body)), True),
    (
        "POST",
        "/auth/login",
        lambda s, c: (200, s.world.login(c.body["login"], c.body["password"])),
        True,
    ),
    (
        "POST",
        "/auth/token/refresh",
        lambda s, c: (200, s.world.rotate(c.body["refresh_token"])),
        True,
    ),
    ("POST", "/auth/logout", lambda s, c: (204, None), False),
    ("GET", "/auth/sessions", lambda s, c: (200, {"data": [{"id": "ses_1"}]}), False),
    ("GET", "/users/me", lambda s, c: (200, s.world.users[c.user_id]), False),
    ("GET", "/users/me/communities", StubHttp._mine, False),
    ("GET", "/users", StubHttp._users, False),
    (
        "POST",
        "/communities",
        lambda s, c: (201, s.world.create_community(c.user_id, c.body["name"])),
        False,
    ),
    (
        "GET",
        f"/communities/{ID}",
        lambda s, c: (200, s.world.communities[c.parts[0]]),
        False,
    ),
    (
        "GET",
        f"/communities/{ID}/channels",
        lambda s, c: (
            200,
            {
                "data": [
                    s.world.show(channel)
                    for channel in s.world.channels.values()
                    if channel["community_id"] == c.parts[0]
                ]
            },
        ),
        False,
    ),
    (
        "POST",
        f"/communities/{ID}/channels",
        lambda s, c: (201, s.world.create_channel(c.parts[0], c.body["name"])),
        False,
    ),
    (
        "GET",
        f"/communities/{ID}/members",
        lambda s, c: (
            200,
            {"data": [s.world.member(c.parts[0], u) for u in sorted(s.world.members[c.parts[0]])]},
        ),
        False,
    ),
    ("DELETE", f"/communities/{ID}/members/{ID}", StubHttp._remove_member, False),
    ("PUT", f"/communities/{ID}/bans/{ID}", StubHttp._ban, False),
    (
        "POST",
        f"/communities/{ID}/invites",
        lambda s, c: (201, s.world.invite(c.user_id, c.parts[0], c.body["max_uses"])),
        False,
    ),
    (
        "POST",
        f"/invites/{ID}/accept",
        lambda s, c: (200, s.world.accept(c.user_id, *c.parts)),
        False,
    ),
    (
        "GET",
        f"/channels/{ID}",
        lambda s, c: (200, s.world.show(s.world.check_channel(c.user_id, c.parts[0]))),
        False,
    ),
    ("GET", f"/channels/{ID}/messages", StubHttp._list_messages, False),
    ("POST", f"/channels/{ID}/messages", StubHttp._send, False),
    (
        "GET",
        f"/channels/{ID}/messages/{ID}",
        lambda s, c: (200, s.world.message(c.user_id, *c.parts)),
        False,
    ),
    (
        "PATCH",
        f"/channels/{ID}/messages/{ID}",
        lambda s, c: (200, s.world.edit(c.user_id, c.parts[0], c.parts[1], c.body["content"])),
        False,
    ),
    ("DELETE", f"/channels/{ID}/messages/{ID}", StubHttp._delete_message, False),
    ("PUT", f"/channels/{ID}/read-state", StubHttp._read_state, False),
    ("POST", "/gateway/tickets", StubHttp._ticket, False),
    (
        "GET",
        f"/event-streams/{ID}/events",
        lambda s, c: (
            200,
            s.world.events(
                c.user_id, c.parts[0], int(c.params["after"]), int(c.params.get("limit", "100"))
            ),
        ),
        False,
    ),
]


async def _read(reader: asyncio.StreamReader) -> Call | None:
    line = await reader.readline()
    if not line:
        return None
    method, target, _ = line.decode().split(" ")
    headers: dict[str, str] = {}
    while (line := (await reader.readline()).strip()) != b"":
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    path = unquote(parts.path)
    path = path.removeprefix(f"{PREFIX}/v1") if path.startswith(f"{PREFIX}/v1/") else "/wrong-base"
    return Call(method, path, dict(parse_qsl(parts.query)), headers, json.loads(raw or b"null"))


def _encode(status: int, body: Any, headers: Json | None = None) -> bytes:
    raw = b"" if body is None else json.dumps(body).encode()
    kind = "application/problem+json" if status >= 400 else "application/json"
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(raw)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + raw
