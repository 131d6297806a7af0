"""Run in the built layer: CPU of one warm request, by part, without the AWS calls' own CPU.

    python -I -S -c "…; from bench import warm_probe; warm_probe.main()" (see bench/warm.py)

``commons.aws.client`` is replaced by one that answers from a dictionary at once, so what botocore
spends on a call is left out and everything around it is counted. Prints ``{part: [µs, …]}``.
"""

# ruff: noqa: E402  -- the client is replaced before anything imports it

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any

from commons import aws

USER, SESSION = "usr_01J00000000000000000000000", "ses_01J00000000000000000000000"
COMMUNITY, CHANNEL = "com_01J00000000000000000000000", "chn_01J00000000000000000000000"
ROWS: dict[tuple[str, str], dict[str, Any]] = {}


class Table:
    """A DynamoDB client that answers from ``ROWS`` without a request."""

    def get_item(self, *, Key: dict[str, Any], **_: object) -> dict[str, Any]:  # noqa: N803
        """One row."""
        row = ROWS.get((Key["pk"]["S"], Key["sk"]["S"]))
        return {"Item": row} if row else {}

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        """Rows by key."""
        found = {
            table: [
                ROWS[at]
                for key in asked["Keys"]
                if (at := (key["pk"]["S"], key["sk"]["S"])) in ROWS
            ]
            for table, asked in RequestItems.items()
        }
        return {"Responses": found}

    def query(self, *, ExpressionAttributeValues: dict[str, Any], **_: object) -> dict[str, Any]:  # noqa: N803
        """The rows of one partition."""
        pk = ExpressionAttributeValues[":pk"]["S"]
        return {"Items": [row for key, row in ROWS.items() if key[0] == pk]}

    def update_item(self, **_: object) -> dict[str, Any]:
        """The count of requests: always the first."""
        return {"Attributes": {"used": {"N": "1"}}}

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        return lambda *_, **__: {}


_table = Table()
aws.client = lambda *_: _table  # type: ignore[assignment]

from commons import access, auth
from commons.http import Access, endpoint
from commons.permissions import Permission
from commons.testing import KEY, KID, Context, sign
from commons.transactions import transaction
from commons.web import Caller, Standing
from commons.wire import item
from functions.messages.schemas import Message, NewMessage

SENT = {"content": "x" * 500, "nonce": "c7f6e1f2-0c5c-4f7e-9f0e-5a7f3f0d2b11"}
TOLD: dict[str, Any] = {
    "id": "msg_01J00000000000000000000000",
    "channel_id": CHANNEL,
    "seq": 1,
    "author_id": USER,
    "type": "message",
    "ciphertext": None,
    "reply_to": [],
    "mentions": {"users": [], "roles": [], "everyone": False},
    "attachments": [],
    "reactions": [],
    "pinned": False,
    "poll": None,
    "thread": None,
    "edited_at": None,
    "expires_at": None,
    "created_at": "2026-11-20T16:00:00.000Z",
} | SENT


@endpoint("GET /nothing", access=Access.ANONYMOUS, status=204)
async def nothing() -> None:
    """The least that FastAPI and Mangum can do."""


@endpoint("GET /known", status=204)
async def known(caller: Caller) -> None:
    """And who calls."""


@endpoint("GET /channels/{channel_id}", permission=Permission.VIEW, status=204)
async def permitted(channel_id: str, standing: Standing) -> None:
    """And whether they may."""


@endpoint("PUT /channels/{channel_id}", permission=Permission.SEND_MESSAGES, status=201)
async def whole(channel_id: str, body: NewMessage, standing: Standing) -> Message:
    """And a message read and another written, as sending one does."""
    return Message.model_validate(TOLD)


@endpoint("POST /channels/{channel_id}", permission=Permission.SEND_MESSAGES, status=201)
async def kept(channel_id: str, body: NewMessage, standing: Standing) -> Message:
    """And the answer sealed and committed for its Idempotency-Key."""
    with transaction() as tx:
        return tx.answer(Message.model_validate(TOLD))


@endpoint("GET /crash", access=Access.ANONYMOUS)
async def crash() -> None:
    """A bug: logged and counted."""
    raise RuntimeError


def event(
    declared: Any, body: object = None, token: str | None = None, key: str | None = None
) -> dict[str, Any]:
    """One request as API Gateway hands it over (payload 2.0)."""
    path = declared.route.replace("{channel_id}", CHANNEL)
    return {
        "version": "2.0",
        "routeKey": declared.route_key,
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "host": "api.example"}
        | ({"authorization": f"Bearer {token}"} if token else {})
        | ({"idempotency-key": key} if key else {}),
        "pathParameters": {"channel_id": CHANNEL} if "{" in declared.path else {},
        "requestContext": {
            "requestId": "bench",
            "stage": "$default",
            "http": {"method": declared.method, "path": path, "sourceIp": "192.0.2.1"},
        },
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }


def asking(declared: Any, status: int, *about: Any) -> Callable[[], None]:
    """A call that sends a fresh request and insists on its status."""

    def ask() -> None:
        answer = declared(event(declared, *about), Context())
        if answer["statusCode"] != status:
            raise SystemExit(f"{declared.name}: {answer}")

    return ask


def parts() -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured: alone, then each request with one thing more than the one before."""
    token = sign(USER, SESSION)
    yield "verify a token", lambda: auth.verify(token)
    yield "check a session (cached)", lambda: auth.check_session(SESSION, USER)
    yield "resolve access (roles cached)", lambda: access.standing(USER, channel_id=CHANNEL)
    yield "FastAPI and Mangum: nothing", asking(nothing, 204)
    yield "and the caller", asking(known, 204, None, token)
    yield "and access", asking(permitted, 204, None, token)
    yield "and a body in, a message out", asking(whole, 201, SENT, token)
    yield "and an answer kept for a key", asking(kept, 201, SENT, token, "k")
    yield "refused: no token (401)", asking(whole, 401, SENT)
    yield "refused: not valid (422)", asking(whole, 422, {"content": ""}, token)
    yield "crash: logged and counted (500)", asking(crash, 500)


def seed() -> None:
    """A key, a session and a community of one channel."""
    rows: dict[tuple[str, str], dict[str, Any]] = {
        ("KEY#", KID): {"x": _public_key()},
        (f"SES#{SESSION}", "S"): {"user_id": USER, "ttl": int(time.time()) + 3600},
        (f"A#{CHANNEL}", "A"): {"community": COMMUNITY},
        (f"A#{COMMUNITY}", "V"): {"v": 1, "m": 1, "owner": "usr_other", "public": True},
        (f"A#{COMMUNITY}", f"M#{USER}"): {"present": True, "roles": ["rol_a", "rol_b"]},
        (f"A#{COMMUNITY}", "R"): {
            "roles": {COMMUNITY: f"{int(Permission.VIEW | Permission.SEND_MESSAGES)},0,0"}
            | {f"rol_{name}": "0,1,0" for name in "abcdef"}
        },
        (f"A#{COMMUNITY}", f"C#{CHANNEL}"): {"type": "text", "overrides": {"rol_a": "0,0,0"}},
    }
    ROWS.update({(pk, sk): item({"pk": pk, "sk": sk} | row) for (pk, sk), row in rows.items()})


def _public_key() -> str:
    return urlsafe_b64encode(KEY.public_key().public_bytes_raw()).rstrip(b"=").decode()


def measure(call: Callable[[], object], rounds: int, calls: int) -> list[float]:
    """CPU microseconds per call, one figure per round."""
    for _ in range(calls):
        call()
    gc.collect()
    found = []
    for _ in range(rounds):
        started = time.process_time_ns()
        for _ in range(calls):
            call()
        found.append((time.process_time_ns() - started) / calls / 1000)
    return found


def main(rounds: int, calls: int) -> None:
    """Measure every part."""
    os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Creavio")
    seed()
    log = io.StringIO()
    with contextlib.redirect_stdout(log):
        found = {name: measure(call, rounds, calls) for name, call in parts()}
    print(json.dumps(found))
