"""Front doors of functions, for tests: ``call``, ``deliver``, ``fire``, ``emitted``, ``connect``.

Events are those AWS would send; everything behind them is real: tokens, sessions, tables, secrets.
The only stand-in is ``Connections``, which answers as API Gateway's @connections API does.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commons.aws import client
from commons.clock import now, now_s
from commons.declare import Declaration, discover, services
from commons.events import Consumer, Event, details_of, envelope
from commons.http import Endpoint
from commons.ids import SESSION, USER, new_id
from commons.invocation import Failed
from commons.queues import QueueConsumer
from commons.settings import settings, table_name
from commons.sockets import SocketAction
from commons.testing.connections import SLOW_S as SLOW_S
from commons.testing.connections import Connections as Connections
from commons.testing.connections import frame_observers as frame_observers
from commons.testing.connections import observe
from commons.testing.connections import sockets as sockets
from commons.testing.context import Context as Context
from commons.testing.schedules import fire as fire
from commons.testing.schedules import scheduled as scheduled
from commons.wire import item, plain

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
KID = "test"
#: Called with every answer of an endpoint: tests hold answers to what is published.
observers: list[Callable[[Endpoint, Reply], None]] = []


@dataclass(frozen=True)
class Person:
    """Somebody with an account, a session and an access token."""

    user_id: str
    session_id: str

    @property
    def token(self) -> str:
        """An access token, good for ten minutes from now on."""
        return sign(self.user_id, self.session_id)


@dataclass(frozen=True)
class Reply:
    """What an endpoint answered."""

    status: int
    body: Any
    headers: dict[str, str]
    text: str = ""
    """The body as it was sent."""

    @property
    def code(self) -> str | None:
        """The code of a problem."""
        return self.body.get("code") if isinstance(self.body, dict) else None


def person(handle: str | None = None) -> Person:
    """Make somebody who is logged in, as auth's published rows would say."""
    user_id, session_id = new_id(USER), new_id(SESSION)
    handle = handle or f"p{secrets.token_hex(6)}"
    account = {
        "handle": handle,
        "display_name": handle.title(),
        "email": f"{handle}@example.org",
        "email_verified": False,
        "created_at": now(),
        "locale": "en",
    }
    _put("auth", f"KEY#{''}", KID, {"x": _b64(KEY.public_key().public_bytes_raw())})
    _put("auth", f"ACC#{user_id}", "A", account)
    _put("auth", f"ACC#@{handle}", "H", {"user_id": user_id})
    _put("auth", f"SES#{session_id}", "S", {"user_id": user_id, "ttl": now_s() + 86_400})
    return Person(user_id, session_id)


def sign(user_id: str, session_id: str, **changed: object) -> str:
    """An access token as auth would sign it, with some claims changed."""
    claims: dict[str, object] = {
        "iss": settings().api_url,
        "aud": settings().audience,
        "sub": user_id,
        "sid": session_id,
        "iat": now_s(),
        "exp": now_s() + 600,
        "jti": new_id("jti"),
    }
    return sign_parts({"alg": "EdDSA", "typ": "at+jwt", "kid": KID}, claims | changed)


def sign_parts(header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    """A JWT of exactly these parts, signed with the test key."""
    signed = f"{_b64(json.dumps(header).encode())}.{_b64(json.dumps(claims).encode())}"
    return f"{signed}.{_b64(KEY.sign(signed.encode()))}"


def call(
    endpoint: Endpoint,
    path: str,
    *,
    as_: Person | str | None = None,
    body: object = None,
    raw: str | None = None,
    query: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    address: str = "127.0.0.1",
) -> Reply:
    """Send one HTTP request, exactly as API Gateway (payload 2.0) hands it to Lambda.

    path: without ``/v1``, as in the declaration. raw: a body that need not be JSON.
    """
    route = endpoint.route.removesuffix(endpoint.path) + path
    sent = {"content-type": "application/json"} | dict(headers or {})
    if as_ is not None:
        sent["authorization"] = f"Bearer {as_ if isinstance(as_, str) else as_.token}"
    event = _http_event(endpoint, route, path, sent, query, raw, body)
    event["requestContext"]["http"]["sourceIp"] = address
    answer = _served(endpoint, event)
    is_json = "json" in answer["headers"].get("content-type", "")
    read = json.loads(answer["body"]) if is_json and answer.get("body") else None
    reply = Reply(answer["statusCode"], read, answer["headers"], answer.get("body") or "")
    for look_at in observers:
        look_at(endpoint, reply)
    return reply


#: The main thread's event loop is the test runner's: an endpoint asked there is served elsewhere.
_server = ThreadPoolExecutor(1, "endpoints")


def _served(endpoint: Endpoint, event: dict[str, Any]) -> dict[str, Any]:
    def serve() -> dict[str, Any]:
        return endpoint(event, Context())

    if threading.current_thread() is threading.main_thread():
        return _server.submit(serve).result()
    return serve()


def _http_event(
    endpoint: Endpoint,
    route: str,
    path: str,
    headers: Mapping[str, str],
    query: Mapping[str, object] | None,
    raw: str | None,
    body: object,
) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": endpoint.route_key,
        "rawPath": route,
        "rawQueryString": urlencode(query or {}, doseq=True),
        "headers": headers,
        "pathParameters": _path_parameters(endpoint, path),
        "requestContext": {
            "requestId": f"req-{secrets.token_hex(8)}",
            "stage": "$default",
            "http": {"method": endpoint.method, "path": route, "sourceIp": ""},
        },
        "body": raw if raw is not None else None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }


def _path_parameters(endpoint: Endpoint, path: str) -> dict[str, str]:
    template = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", endpoint.path)
    match = re.fullmatch(template, path)
    return {name: unquote(value) for name, value in match.groupdict().items()} if match else {}


def deliver(consumer: Consumer, *events: Event) -> list[str]:
    """Hand events to a consumer as EventBridge does; the ids of those that failed."""
    failed = []
    for event in events:
        try:
            consumer(envelope(event), Context())
        except Failed:
            failed.append(event.event_id)
    return failed


def nudged(consumer: QueueConsumer, *groups: str) -> list[str]:
    """Hand one message of each group to a queue consumer; the groups that failed."""
    records = [{"messageId": g, "attributes": {"MessageGroupId": g}} for g in groups]
    answer = consumer({"Records": records}, Context())
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def emitted[E: Event](kind: type[E], **about: object) -> list[E]:
    """The events of this kind that its service has committed, oldest first."""
    pages = (
        client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=table_name(kind.source),
            FilterExpression="#type = :type",
            ExpressionAttributeNames={"#type": "type"},
            ExpressionAttributeValues=item({":type": kind.__name__}),
        )
    )
    rows = [plain(row) for page in pages for row in page["Items"] if "detail" in row]
    details = (detail for row in rows for detail in details_of(row["detail"]))
    events = sorted(map(kind.of, details), key=lambda e: e.event_id)
    return [e for e in events if all(getattr(e, name) == v for name, v in about.items())]


@dataclass
class Socket:
    """One client's socket, its frames handed to the deployed actions as API Gateway would."""

    connection_id: str
    connections: Connections
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def frames(self) -> list[dict[str, Any]]:
        """Everything posted to it so far."""
        return self.connections.frames[self.connection_id]

    @property
    def closed(self) -> bool:
        """Whether the server closed it."""
        return self.connection_id in self.connections.closed

    def got(self, op: str) -> list[Any]:
        """``d`` of the frames of one op that were posted to it."""
        return [frame["d"] for frame in self.frames if frame["op"] == op]

    def send(self, op: str, d: object = None, id_: object = None) -> dict[str, Any] | None:
        """Send a frame; the frame that answers it, if one does."""
        frame = {"op": op, "d": {} if d is None else d} | ({} if id_ is None else {"id": id_})
        return self.send_raw(json.dumps(frame), op)

    def send_raw(self, body: str, op: str = "$default") -> dict[str, Any] | None:
        """Send text that need not be a frame."""
        actions = socket_actions()
        action = actions.get(op, actions["$default"])
        answer = action(_socket_event(self.connection_id, action.route, body), Context())
        told = json.loads(answer["body"]) if answer.get("body") else None
        if told is not None:
            observe(action, told)
        return told

    def disconnect(self) -> None:
        """The client is gone."""
        self.connections.closed.add(self.connection_id)
        event = _socket_event(self.connection_id, "$disconnect", "")
        action = socket_actions()["$disconnect"]
        action(event, Context())


def connect(
    who: Person | str, connections: Connections, *, origin: str | None = None
) -> Socket | int:
    """Open a socket as a person, or with a ticket; the status when it is refused."""
    ticket = who if isinstance(who, str) else ticket_of(who)
    connection_id = secrets.token_urlsafe(9)
    event = _socket_event(connection_id, "$connect", "")
    event["queryStringParameters"] = {"v": "1", "ticket": ticket}
    event["headers"] = {"Origin": origin} if origin else {}
    action = socket_actions()["$connect"]
    status = action(event, Context())["statusCode"]
    if status != 200:
        return int(status)
    connections.frames[connection_id] = []
    return Socket(connection_id, connections)


def ticket_of(who: Person) -> str:
    """A ticket as the gateway gives it."""
    reply = call(endpoint_of("POST /v1/gateway/tickets"), "/gateway/tickets", as_=who)
    return str(reply.body["ticket"])


@cache
def declarations() -> tuple[Declaration, ...]:
    """Every function of every service."""
    return tuple(d for service in services() for d in discover(f"functions.{service}"))


@cache
def endpoint_of(route_key: str) -> Endpoint:
    """The endpoint behind a route key, such as ``GET /v1/users/me``."""
    endpoints = (d for d in declarations() if isinstance(d, Endpoint))
    return next(e for e in endpoints if e.route_key == route_key)


@cache
def socket_actions() -> dict[str, SocketAction]:
    """The socket actions by route."""
    return {d.route: d for d in declarations() if isinstance(d, SocketAction)}


def _socket_event(connection_id: str, route: str, body: str) -> dict[str, Any]:
    context = {"connectionId": connection_id, "routeKey": route, "requestId": "test"}
    return {"requestContext": context, "body": body}


def _put(service: str, pk: str, sk: str, values: dict[str, Any]) -> None:
    row = item({"pk": pk, "sk": sk} | values)
    client("dynamodb").put_item(TableName=table_name(service), Item=row)


def _b64(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
