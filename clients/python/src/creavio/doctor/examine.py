"""The order in which things are looked at: what depends on a failure is not tried."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable

import httpx

from creavio.client import Client
from creavio.doctor import live
from creavio.doctor.api import Api
from creavio.doctor.findings import Finding, Level, failed

TIMEOUT_S = 10.0


async def examine(client: Client, *, timeout_s: float = TIMEOUT_S) -> list[Finding]:
    """Everything that can be seen from outside; more when the client is logged in."""
    api = Api(client.api_url, timeout_s)
    try:
        return [finding async for finding in _findings(api, client)]
    finally:
        await api.aclose()


async def _findings(api: Api, client: Client) -> AsyncIterator[Finding]:
    reached = await api.reach()
    yield reached
    if reached.check == "tls":
        return
    if reached.level is not Level.FAILED or api.heard:
        yield api.clock()
        yield api.tls()
    if reached.level is Level.FAILED:
        return
    yield await _asked("openapi", api.document())
    keys, kids = await _keys(api)
    yield keys
    yield await _asked("limits", api.limits())
    yield await live.token(client, kids)
    yield await live.gateway(client, api.timeout_s)
    for part in api.parts():
        yield part


async def _keys(api: Api) -> tuple[Finding, set[str]]:
    try:
        return await api.keys()
    except httpx.RequestError as error:
        return _lost("keys", error), set()


async def _asked(check: str, asking: Awaitable[Finding]) -> Finding:
    try:
        return await asking
    except httpx.RequestError as error:
        return _lost(check, error)


def _lost(check: str, error: Exception) -> Finding:
    text = f"no answer: {type(error).__name__} {error}"
    return failed(check, text, "the API answered a moment ago: try again, then see its log")
