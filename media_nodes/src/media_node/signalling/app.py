"""The node's HTTP application."""

from __future__ import annotations

from aiohttp import web

from media_node.sdp.parse import MAX_LENGTH
from media_node.signalling.lobby import Lobby
from media_node.signalling.problems import problems
from media_node.signalling.socket import serve
from media_node.signalling.whip import Whip


def application(lobby: Lobby, ice_servers: tuple[str, ...] = ()) -> web.Application:
    """Rooms at `/rooms` (WebSocket), WHIP and WHEP, and health."""

    async def rooms(request: web.Request) -> web.WebSocketResponse:
        return await serve(request, lobby)

    async def health(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    app = web.Application(middlewares=[problems], client_max_size=MAX_LENGTH)
    app.add_routes([web.get("/rooms", rooms), web.get("/health", health)])
    app.add_routes(Whip(lobby, ice_servers).routes())
    return app
