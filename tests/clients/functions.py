"""The SDK against the real functions, without a network in between."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qsl

import httpx

from commons.http import Endpoint
from commons.testing import Person, call, declarations
from creavio import Client
from creavio.models import Tokens
from creavio.session import MemoryStore


class Functions(httpx.AsyncBaseTransport, httpx.BaseTransport):
    """Hands each request to its endpoint, as API Gateway would."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0].removeprefix("/v1")
        reply = call(
            endpoint_for(request.method, path),
            path,
            raw=request.content.decode() or None,
            query=dict(parse_qsl(request.url.query.decode())),
            headers=dict(request.headers),
        )
        return httpx.Response(
            reply.status, json=reply.body, headers=_told(reply.headers), request=request
        )


def client_of(person: Person) -> Client:
    """The SDK as somebody with an account uses it."""
    tokens = Tokens(person.token, "unused", 600).obtained(9e9)
    return Client("http://functions", store=MemoryStore(tokens), network=Functions())


def endpoint_for(method: str, path: str) -> Endpoint:
    """The endpoint that API Gateway would choose: fixed segments before parameters."""
    return next(e for pattern, e in routes() if e.method == method and pattern.fullmatch(path))


@cache
def routes() -> list[tuple[re.Pattern[str], Endpoint]]:
    """Every endpoint with what its paths look like, those with fewer parameters first."""
    endpoints = [d for d in declarations() if isinstance(d, Endpoint)]
    endpoints.sort(key=lambda endpoint: endpoint.path.count("{"))
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", e.path)), e) for e in endpoints]


def _told(headers: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in headers.items() if name.lower() != "content-length"}
