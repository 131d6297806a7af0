"""What runs around every HTTP endpoint: the caller, the permission, problems, crashes.

The caller and the permission are checked before FastAPI sees the request, so a stranger learns
nothing from validation. A one-route FastAPI app validates and serialises; Mangum adapts it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, get_type_hints

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from mangum import Mangum
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from commons import access, auth, direct, idempotency, limits
from commons.clock import follow
from commons.errors import (
    MEDIA_TYPE,
    BodyTooLarge,
    MalformedJson,
    NotFound,
    Problem,
    UnsupportedMediaType,
)
from commons.http import Access, Endpoint
from commons.ids import is_id
from commons.invocation import problem_of, request_id
from commons.permissions import Permission
from commons.transactions import keeper
from commons.validation import invalid

Handler = Callable[[dict[str, Any], object], dict[str, Any]]
TEXT = ["application/json", MEDIA_TYPE, "application/rss+xml", "text/"]
#: Kinds of ids by path parameter; the everyone role has its community's id.
PREFIXES = {
    "channel_id": ("chn", "dmc"),
    "circle_id": ("cir",),
    "comment_id": ("cmt",),
    "community_id": ("com",),
    "event_id": ("cev",),
    "message_id": ("msg",),
    "post_id": ("pst",),
    "raid_id": ("rad",),
    "role_id": ("rol", "com"),
    "session_id": ("ses",),
    "target_id": ("rol", "com", "usr"),
    "thread_id": ("chn",),
    "user_id": ("usr",),
}
#: Path parameters by which a permission finds its channel or community, the first one there.
PLACES = ("channel_id", "thread_id", "community_id", "role_id", "circle_id", "event_id")


@dataclass
class Exchange:
    """One request and what becomes of it; handlers reach it by ``Caller`` and ``Standing``."""

    caller: auth.Caller | None = None
    standing: access.Standing | None = None
    left: limits.Left | None = None
    keyed: idempotency.Keyed | None = None
    etag: str | None = None
    refusal: Problem | None = None


_current: ContextVar[Exchange] = ContextVar("exchange")


def server(declared: Endpoint) -> Handler:
    """The Lambda handler of an endpoint."""
    _use_own_loop()
    # At INFO, which is Lambda's level, it logs every path: invite codes are secrets.
    logging.getLogger("mangum").setLevel(logging.WARNING)
    adapter = Mangum(application(declared), lifespan="off", text_mime_types=TEXT)

    def serve(event: dict[str, Any], context: Any) -> dict[str, Any]:
        exchange = event["creavio"] = Exchange()
        _current.set(exchange)
        try:
            _use_own_loop()
            follow(event["requestContext"])
            _admit(declared, event, exchange)
            answer = _answered(adapter, event, context, exchange)
        except Problem as problem:
            answer = _answer(problem, event)
        except Exception as error:
            answer = _answer(problem_of(declared, error, _request_id(event)), event)
        answer["headers"] |= _headers(declared, event, exchange)
        answer["headers"].setdefault("cache-control", "no-store")
        return answer

    return serve


def _answered(
    adapter: Mangum, event: dict[str, Any], context: Any, exchange: Exchange
) -> dict[str, Any]:
    """The handler's answer, or the one that its Idempotency-Key already has."""
    keyed = exchange.keyed
    if keyed is not None and (earlier := keyed.find()) is not None:
        return earlier
    keeping = keeper.set(keyed)
    try:
        answer: dict[str, Any] = adapter(event, context)
    finally:
        keeper.reset(keeping)
    if exchange.etag is not None:
        answer["headers"]["etag"] = exchange.etag
    if keyed is None:
        return answer
    if answer["statusCode"] < 400:
        return answer if keyed.committed else keyed.keep(answer)
    if exchange.refusal is None:  # not valid, or broken: nothing was begun, or nobody knows what
        return answer
    return (keyed.find() or answer) if exchange.refusal.transient else keyed.keep(answer)


def _headers(declared: Endpoint, event: dict[str, Any], exchange: Exchange) -> dict[str, str]:
    """What every answer carries; a request that was not counted has the whole quota left."""
    left = exchange.left or limits.policy(declared.bucket).left()
    return {"x-request-id": _request_id(event)} | left.headers()


class _ThreadLoop:
    """An event loop that closes with the thread it belongs to."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)

    def __del__(self) -> None:
        self.loop.close()


_thread = threading.local()


def _use_own_loop() -> None:
    """Mangum runs on the thread's current loop: Lambda has one thread, tests have many."""
    if not hasattr(_thread, "own"):
        _thread.own = _ThreadLoop()


def application(declared: Endpoint) -> FastAPI:
    """The endpoint as a FastAPI app of one route."""
    app = FastAPI(openapi_url=None, title=declared.name)
    add_route(app, declared)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _unrouted)
    app.add_exception_handler(Problem, _refuse)
    app.add_middleware(CrashBarrier, declared=declared)
    return app


def add_route(app: FastAPI, declared: Endpoint) -> None:
    """Add the endpoint's route to an app: its own, or the one OpenAPI is generated from."""
    if declared.path == "$default":
        app.add_api_route("/{path:path}", declared.run, methods=ANY_METHOD, include_in_schema=False)
        return
    app.add_api_route(
        declared.route,
        _noting_etag(declared.run),
        methods=[declared.method],
        status_code=declared.status,
        operation_id=declared.name,
        summary=declared.summary,
        tags=[declared.service],
        response_model_exclude_unset=False,
        response_class=_kind_of_answer(declared),
    )


def _kind_of_answer(declared: Endpoint) -> type[Response]:
    """JSON, unless the handler says that it answers a document of another media type."""
    returned = get_type_hints(declared.run).get("return")
    if isinstance(returned, type) and issubclass(returned, Response) and returned.media_type:
        return returned
    return JSONResponse


ANY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]


def _noting_etag(run: Callable[..., Any]) -> Callable[..., Any]:
    """The handler; what it answers tells its ETag (``commons.etags.Tagged``)."""

    @wraps(run)
    async def noting(**arguments: Any) -> Any:
        answered = await run(**arguments)
        _current.get().etag = getattr(answered, "etag", None)
        return answered

    return noting


def _exchange(request: Request) -> Exchange:
    exchange: Exchange = request.scope["aws.event"]["creavio"]
    return exchange


async def _caller(request: Request) -> auth.Caller:
    caller = _exchange(request).caller
    assert caller is not None
    return caller


async def _standing(request: Request) -> access.Standing:
    standing = _exchange(request).standing
    assert standing is not None
    return standing


Caller = Annotated[auth.Caller, Depends(_caller)]
"""The authenticated user, as a handler's parameter."""

Standing = Annotated[access.Standing, Depends(_standing)]
"""The caller's checked permissions on the resource the path names, as a handler's parameter."""


def _admit(declared: Endpoint, event: dict[str, Any], exchange: Exchange) -> None:
    """Who calls, how often, whether they may, and whether the request can be read at all."""
    path = event.get("pathParameters") or {}
    if declared.access is Access.USER:
        exchange.caller = auth.authenticate(event["headers"])
    _count(declared, event, exchange)
    for name, value in path.items():
        if name in PREFIXES and value != "me" and not _is_one_of(PREFIXES[name], value):
            raise NotFound
    if declared.permission is not None:
        assert exchange.caller is not None
        exchange.standing = _permitted(declared, declared.permission, exchange.caller, path)
    if declared.takes_body:
        _check_body(declared, event)
    exchange.keyed = _keyed(declared, event, exchange)


def _count(declared: Endpoint, event: dict[str, Any], exchange: Exchange) -> None:
    address = str(event["requestContext"]["http"]["sourceIp"])
    subject = exchange.caller.user_id if exchange.caller else address
    try:
        exchange.left = limits.take(declared.bucket, subject)
    except limits.RateLimited as refused:
        exchange.left = refused.left
        raise


def _keyed(
    declared: Endpoint, event: dict[str, Any], exchange: Exchange
) -> idempotency.Keyed | None:
    key = event["headers"].get(idempotency.HEADER)
    if key is None or not declared.answers_are_kept:
        return None
    user_id = exchange.caller.user_id if exchange.caller else ""
    route = f"{declared.method} {event['rawPath']}"
    return idempotency.Keyed.of(declared.status, key, route, user_id, event.get("body") or "")


def _permitted(
    declared: Endpoint, permission: Permission, caller: auth.Caller, path: dict[str, str]
) -> access.Standing:
    place = declared.of(path) if declared.of else path[next(p for p in PLACES if p in path)]
    if direct.is_direct(place) and not direct.knows(declared):
        raise NotFound
    if place.startswith(("chn_", "dmc_")):
        standing = access.standing(caller.user_id, channel_id=place)
    else:
        standing = access.standing(caller.user_id, community_id=access.community_of(place))
    if declared.unless_self and path[declared.unless_self] in ("me", caller.user_id):
        if not standing.present:
            raise NotFound
        return standing
    standing.check(permission)
    return standing


def _is_one_of(kinds: tuple[str, ...], value: str) -> bool:
    return any(is_id(kind, value) for kind in kinds)


def _check_body(declared: Endpoint, event: dict[str, Any]) -> None:
    body = event.get("body")
    if not body:
        return
    if len(body.encode(errors="replace")) > declared.max_body_kb * 1024:
        raise BodyTooLarge(max_bytes=declared.max_body_kb * 1024)
    media_type = event["headers"].get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in ("application/json", "application/merge-patch+json"):
        raise UnsupportedMediaType


class CrashBarrier:
    """Turns what a handler did not mean into a 500 problem before Starlette logs its message."""

    def __init__(self, app: ASGIApp, declared: Endpoint) -> None:
        self.app, self.declared = app, declared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            event = scope["aws.event"]
            problem = problem_of(self.declared, error, _request_id(event))
            await _response(problem, event)(scope, receive, send)


async def _refuse(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    _exchange(request).refusal = problem
    return _response(problem, request.scope["aws.event"])


async def _unrouted(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    # FastAPI answers 400 to a body that json cannot read for another reason than its syntax.
    problem = MalformedJson() if error.status_code == 400 else NotFound()
    return _response(problem, request.scope["aws.event"])


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(e["type"] == "json_invalid" for e in found):
        return _response(MalformedJson(), request.scope["aws.event"])
    return _response(invalid(found), request.scope["aws.event"])


def _document(problem: Problem, event: dict[str, Any]) -> bytes:
    body = problem.body(request_id=_request_id(event), instance=event.get("rawPath", ""))
    return json.dumps(body, ensure_ascii=False).encode()


def _response(problem: Problem, event: dict[str, Any]) -> Response:
    document = _document(problem, event)
    return Response(document, problem.status, dict(problem.headers), MEDIA_TYPE)


def _answer(problem: Problem, event: dict[str, Any]) -> dict[str, Any]:
    return {
        "statusCode": problem.status,
        "headers": {"content-type": MEDIA_TYPE}
        | {name.lower(): value for name, value in problem.headers.items()},
        "body": _document(problem, event).decode(),
        "isBase64Encoded": False,
    }


def _request_id(event: dict[str, Any]) -> str:
    return str(event["requestContext"].get("requestId") or request_id(None))
