"""A node with its HTTP application, and tokens for it."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from media_node.node import Node
from media_node.signalling.app import application
from media_node.signalling.lobby import Lobby
from media_node.signalling.tokens import Verifier, mint
from media_node.transport.port import Port
from tests.rooms.people import peers

KEY = Ed25519PrivateKey.generate()
EVERYTHING = {"publish": ["microphone", "camera"], "subscribe": True, "moderate": True}
Client = TestClient[Any, Any]


def token(room: str = "room", /, **changes: object) -> str:
    """A token for a room."""
    now = int(time.time())
    claims = {
        "aud": "media", "sub": "usr_ann", "room": room, "epoch": 1, "grants": EVERYTHING,
        "jti": secrets.token_hex(16), "iat": now, "exp": now + 60,
    }  # fmt: skip
    return mint(KEY, "one", claims | changes)


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    """It runs."""
    made = Node(Port.bind("127.0.0.1", 0), ("127.0.0.1",))
    made.start()
    yield made
    for peer in peers:
        peer.vanish()
    peers.clear()
    await made.stop()


@pytest.fixture
async def client(node: Node) -> AsyncIterator[Client]:
    """Speaks to its application."""
    lobby = Lobby(node, Verifier({"one": KEY.public_key()}), grace=0.5)
    app = application(lobby, ("stun:stun.example.org",))
    async with TestClient(TestServer(app)) as made:
        yield made
