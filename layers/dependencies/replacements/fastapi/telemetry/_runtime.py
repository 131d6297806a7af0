"""The lifespan of an application, without exporters to start and stop."""

from typing import Any


async def lifespan(*, config: object, app: Any, scope: Any, receive: Any, send: Any) -> None:
    """Only the application's own."""
    await app(scope, receive, send)
