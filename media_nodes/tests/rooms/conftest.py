"""A node on a free port."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from media_node.node import Node
from media_node.transport.port import Port
from tests.rooms.people import peers


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    """It runs, and ends with the test."""
    made = Node(Port.bind("127.0.0.1", 0), ("127.0.0.1",))
    made.start()
    yield made
    for peer in peers:
        peer.vanish()
    peers.clear()
    await made.stop()
