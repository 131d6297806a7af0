"""The page, its scripts, and tokens for whoever asks."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from media_node.node import Node
from media_node.rooms.grants import Source
from media_node.signalling.tokens import AUDIENCE, mint

FILES = Path(__file__).parent / "page"
_KEY_ID = "development"
_LIFE_S = 60


def trying(node: Node, keys: dict[str, Ed25519PublicKey]) -> list[web.AbstractRouteDef]:
    """The routes; their tokens are signed by a key that is added to the others."""
    key = Ed25519PrivateKey.generate()
    keys[_KEY_ID] = key.public_key()

    async def page(request: web.Request) -> web.FileResponse:
        return web.FileResponse(FILES / "index.html")

    async def token(request: web.Request) -> web.Response:
        room = request.query.get("room", "room")[:64]
        user = request.query.get("user", "")[:64] or f"usr_{secrets.token_hex(4)}"
        return web.json_response({"token": mint(key, _KEY_ID, claims(room, user))})

    async def debug(request: web.Request) -> web.Response:
        return web.json_response(node.debug())

    return [
        web.get("/", page),
        web.get("/token", token),
        web.get("/debug", debug),
        web.static("/page", FILES),
    ]


def claims(room: str, user: str, epoch: int = 1) -> dict[str, object]:
    """Claims that allow everything in a room for a minute."""
    now = int(time.time())
    grants = {"publish": [source.value for source in Source], "subscribe": True, "moderate": True}
    return {
        "aud": AUDIENCE,
        "sub": user,
        "room": room,
        "epoch": epoch,
        "grants": grants,
        "jti": secrets.token_hex(16),
        "iat": now,
        "exp": now + _LIFE_S,
    }
