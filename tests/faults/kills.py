"""Kill the process at any AWS call, before or after it takes effect; count what was called."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from commons.aws import client
from commons.settings import settings
from tests.faults.answers import refusal

BEFORE, AFTER = "before", "after"


class Killed(BaseException):
    """The process died here: nothing catches it, nothing after it runs."""

    deaths: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        Killed.deaths += 1


@dataclass
class Calls:
    """The AWS calls of a block, in order, and the requests they sent."""

    names: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    kill_at: int | None = None
    when: str = BEFORE

    def sent(self, model: Any, params: dict[str, Any], **_: Any) -> None:
        """``before-call``: the request is built and not yet sent."""
        self.names.append(model.name)
        self.requests.append(params)
        if self.kill_at == len(self.names) - 1 and self.when == BEFORE:
            raise Killed

    def answered(self, parsed: dict[str, Any], **_: Any) -> None:
        """``after-call``: it has taken effect."""
        self.answers.append(parsed)
        if self.kill_at == len(self.names) - 1 and self.when == AFTER:
            raise Killed


@contextmanager
def calls(kill_at: int | None = None, when: str = BEFORE) -> Iterator[Calls]:
    """Watch the AWS calls of a block; die at the one of that number, if there is one."""
    watched = Calls(kill_at=kill_at, when=when)
    clients = [client("dynamodb"), client("sqs"), connections_client()]
    for one in clients:
        one.meta.events.register("before-call", watched.sent)
        one.meta.events.register("after-call", watched.answered)
    try:
        yield watched
    except Killed:
        pass
    finally:
        for one in clients:
            one.meta.events.unregister("before-call", watched.sent)
            one.meta.events.unregister("after-call", watched.answered)


def connections_client() -> Any:
    """The client that posts to sockets."""
    return client("apigatewaymanagementapi", settings().ws_callback_url)


@contextmanager
def throttled() -> Iterator[None]:
    """DynamoDB refuses every call of a block, as a partition under too much load does."""

    def refuse(**_: Any) -> Any:
        return refusal("ProvisionedThroughputExceededException")

    events = client("dynamodb").meta.events
    events.register("before-send", refuse)
    try:
        yield
    finally:
        events.unregister("before-send", refuse)
