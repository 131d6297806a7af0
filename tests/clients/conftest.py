"""A stub of the platform on real sockets, and clients that talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from creavio import Backoff, Client, RetryPolicy, Timing

from .stub_gateway import StubGateway
from .stub_http import StubHttp
from .stub_world import World

QUICK = RetryPolicy(base_s=0.001, cap_s=0.01)


class Stub:
    """HTTP and gateway over one world."""

    def __init__(self) -> None:
        self.world = World()
        self.http = StubHttp(self.world)
        self.gateway = StubGateway(self.world, self.http)

    @property
    def api_url(self) -> str:
        return self.http.api_url


type Person = Callable[[str], Awaitable[Client]]


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    """A running stub with an empty world."""
    stub = Stub()
    await stub.http.start()
    await stub.gateway.start()
    yield stub
    await stub.gateway.stop()
    await stub.http.stop()


@pytest.fixture
async def person(stub: Stub) -> AsyncIterator[Person]:
    """Registers somebody: `alice = await person("alice")`."""
    clients: list[Client] = []

    async def register(handle: str) -> Client:
        client = Client(stub.api_url, retry=QUICK)
        clients.append(client)
        await client.register(f"{handle}@example.com", "correct horse", handle)
        return client

    yield register
    for client in clients:
        await client.aclose()


def quick_gateway() -> dict[str, object]:
    """Gateway options that do not make tests wait."""
    return {
        "timing": Timing(replay_s=1.0, answer_s=1.0, send_gives_up_s=10),
        "backoff": Backoff(base_s=0.01, cap_s=0.05),
    }
