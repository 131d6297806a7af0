"""The WebSocket of a session: `GET /rooms` with an upgrade, JSON text frames."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from media_node.signalling.lobby import Lobby
from media_node.signalling.session import Session

MAX_FRAME = 256 * 1024
#: So long somebody may stay without joining, in seconds.
PATIENCE_S = 10.0
_HEARTBEAT_S = 15.0
_MOST_UNSENT = 1000


async def serve(request: web.Request, lobby: Lobby) -> web.WebSocketResponse:
    """One client's socket, until it closes."""
    socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_S, max_msg_size=MAX_FRAME)
    await socket.prepare(request)
    unsent: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(_MOST_UNSENT)
    session = Session(lobby, lambda frame: _put(unsent, frame))
    loop = asyncio.get_running_loop()
    writer = loop.create_task(_write(socket, unsent, session))
    hurry = loop.call_later(PATIENCE_S, _close_outsider, session, unsent)
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                session.take(message.data)
            if session.is_over:
                break
    finally:
        hurry.cancel()
        session.lost()
        _put(unsent, None)
        await writer
    return socket


def _put(unsent: asyncio.Queue[dict[str, Any] | None], frame: dict[str, Any] | None) -> None:
    """Queue a frame; a client that does not read loses its socket, and resumes."""
    if unsent.full():
        while not unsent.empty():
            unsent.get_nowait()
        frame = None
    unsent.put_nowait(frame)


async def _write(
    socket: web.WebSocketResponse,
    unsent: asyncio.Queue[dict[str, Any] | None],
    session: Session,
) -> None:
    while (frame := await unsent.get()) is not None:
        if socket.closed:
            continue
        try:
            await socket.send_str(json.dumps(frame, separators=(",", ":")))
        except ConnectionError:
            continue  # the reader notices too, and ends it
        if session.is_over and unsent.empty():
            break
    await socket.close()


def _close_outsider(session: Session, unsent: asyncio.Queue[dict[str, Any] | None]) -> None:
    if not session.is_inside:
        _put(unsent, None)
