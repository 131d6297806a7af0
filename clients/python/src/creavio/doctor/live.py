"""Checks as somebody who is logged in: their token, and a socket from ticket to heartbeat."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from typing import Any

from creavio.client import Client
from creavio.doctor.findings import Finding, failed, ok, skipped, warning
from creavio.errors import CreavioError, ProblemError, SessionEndedError
from creavio.link import Frame, Link, LinkLostError

LOG_IN = "creavio login"


async def token(client: Client, kids: set[str]) -> Finding:
    """Whether the API takes the token, and its key is among the published ones."""
    if client.tokens is None:
        return skipped("token", "nobody is logged in here", LOG_IN)
    try:
        await client.users.me()
    except SessionEndedError:
        return warning("token", "your session has ended", LOG_IN)
    except CreavioError as error:
        what = "compare the clocks above; if keys were just rotated, wait a minute and try again"
        return failed("token", f"the API does not take its own token: {error}", what)
    kid = _kid(client.tokens.access_token)
    if kids and kid not in kids:
        what = "the published keys lag behind the signing key: see auth's key job"
        return failed("token", f"it is signed with {kid}, which is not published", what)
    return ok("token", "accepted, and signed with a published key")


async def gateway(client: Client, timeout_s: float) -> Finding:
    """A ticket, a socket, hello, ready and a heartbeat."""
    if client.tokens is None:
        return skipped("gateway", "needs somebody who is logged in", LOG_IN)
    started = time.monotonic()
    try:
        ticket = await client.realtime.ticket()
    except CreavioError as error:
        what = "see the log of realtime's create_ticket"
        return failed("gateway", f"no ticket is given: {error}", what)
    try:
        link = await Link.open(ticket, timeout_s=timeout_s, ping_s=None)
    except LinkLostError as error:
        what = "is the WebSocket API deployed, and reachable from here? see the log of connect"
        return failed("gateway", str(error), what)
    try:
        await _converse(link, timeout_s)
    except (LinkLostError, ProblemError, TimeoutError) as error:
        text = str(error) or f"not ready within {timeout_s:g} s"
        what = "see the logs of identify and hb; may functions post to connections?"
        return failed("gateway", f"connected, then: {text}", what)
    finally:
        await link.close()
    return ok("gateway", f"ticket to heartbeat in {1000 * (time.monotonic() - started):.0f} ms")


async def _converse(link: Link, timeout_s: float) -> None:
    ready = asyncio.Event()

    async def listen() -> None:
        async for frame in link.frames():
            if _op(frame) == "ready":
                ready.set()

    listener = asyncio.create_task(listen())
    try:
        identify: dict[str, Any] = {"device": "creavio doctor", "cursors": {}, "focus": []}
        await link.ask("identify", identify, timeout_s=timeout_s)
        async with asyncio.timeout(timeout_s):
            await ready.wait()
        await link.ask("hb", {}, timeout_s=timeout_s)
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)


def _op(frame: Frame) -> str:
    return str(frame.get("op"))


def _kid(access_token: str) -> str:
    """The key id in a token's header; the API has verified the rest."""
    head = access_token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        return "no key"
    return str(header.get("kid")) if isinstance(header, dict) else "no key"
