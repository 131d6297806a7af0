"""Faults below botocore's retries: at each HTTP attempt, before or after it takes effect."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from botocore.exceptions import ConnectionClosedError, EndpointConnectionError

from commons.aws import client
from tests.faults.answers import refusal
from tests.faults.kills import Killed, connections_client

CLASSES = ("before_commit", "after_commit", "throttled", "killed")
#: How each service says that it is asked too much.
THROTTLES = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "sqs": "ThrottlingException",
    "eventbridge": "ThrottlingException",
    "apigatewaymanagementapi": "LimitExceededException",
}
Send = Callable[[Any], Any]


class NeverFired(AssertionError):
    """A declared class of faults never happened: the run proves nothing about it."""


@dataclass(frozen=True)
class Throttling:
    """Refusals at a rate, from when until when, of which requests.

    touching: a text in the request, such as a table's name or a partition key.
    elsewhere: the rate of requests without it.
    """

    rate: float
    from_s: float = 0.0
    for_s: float = float("inf")
    touching: str = ""
    elsewhere: float = 0.0

    def rate_of(self, elapsed_s: float, body: str) -> float:
        """How likely a request made now is refused."""
        if not self.from_s <= elapsed_s < self.from_s + self.for_s:
            return 0.0
        return self.rate if self.touching in body else self.elsewhere


@dataclass
class Injected:
    """What was injected so far; counts of faults, of calls of the code and of HTTP attempts."""

    seed: int
    rates: dict[str, float]
    throttling: Throttling | None
    conflicts_last_s: float | None
    only: str = ""
    clock: Callable[[], float] = time.monotonic
    fired: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    attempts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        self._lock = threading.Lock()
        self._begun = self.clock()
        self._touched: Counter[str] = Counter()

    @property
    def amplification(self) -> float:
        """HTTP attempts per call of our code."""
        return self.attempts.total() / max(1, self.calls.total())

    def must_have_fired(self) -> None:
        """Raise NeverFired unless every declared class fired at least once."""
        missing = [name for name in self.declared() if not self.fired[name]]
        if missing:
            raise NeverFired(f"{', '.join(missing)} never fired (seed {self.seed}: {self.fired})")

    def declared(self) -> list[str]:
        """The classes this run promised."""
        named = [name for name in CLASSES if self.rates[name]]
        return [*named, "contended"] if self.conflicts_last_s is not None else named

    def called(self, model: Any, **_: Any) -> None:
        """``before-call``: our code asked for something; retries are not calls."""
        with self._lock:
            self.calls[model.name] += 1

    def attempted(self, send: Send, request: Any, event_name: str, **_: Any) -> Any:
        """``before-send``: None lets the request go its way; an answer or an error replaces it."""
        service, operation = event_name.split(".")[1:]
        fault, draw = self._drawn(operation, service, _text(request))
        if fault == "before_commit":
            raise EndpointConnectionError(endpoint_url=request.url)
        if fault == "throttled":
            return refusal(THROTTLES.get(service, "ThrottlingException"), 400)
        if fault == "killed" and draw < 0.5:
            raise Killed
        if fault in ("killed", "after_commit"):
            send(request)
            raise Killed if fault == "killed" else ConnectionClosedError(endpoint_url=request.url)
        return self._contend(send, request, operation)

    def _drawn(self, operation: str, service: str, body: str) -> tuple[str, float]:
        """The fault that this attempt meets, if any; at most one."""
        with self._lock:
            self.attempts[operation] += 1
            draw, other = self._random.random(), self._random.random()
            if self.only and self.only not in (service, operation):
                return "", other
            for name in CLASSES:
                rate = self._rate(name, body)
                if draw < rate:
                    self.fired[name] += 1
                    return name, other
                draw -= rate
        return "", other

    def _rate(self, name: str, body: str) -> float:
        if name == "throttled" and self.throttling is not None:
            return self.throttling.rate_of(self.clock() - self._begun, body)
        return self.rates[name]

    def _contend(self, send: Send, request: Any, operation: str) -> Any:
        """A write that meets a transaction on the same row is refused, as by DynamoDB."""
        if self.conflicts_last_s is None or operation != "TransactWriteItems":
            return None
        rows = _rows(json.loads(_text(request)))
        with self._lock:
            met = [row in self._touched for row in rows]
            if any(met):
                self.fired["contended"] += 1
                reasons = [{"Code": "TransactionConflict" if m else "None"} for m in met]
                return refusal("TransactionCanceledException", CancellationReasons=reasons)
            self._touched.update(rows)
        try:
            answer = send(request)
            time.sleep(self.conflicts_last_s)
            return answer
        finally:
            with self._lock:
                for row in rows:
                    del self._touched[row]


@contextmanager
def faults(
    seed: int,
    *,
    before_commit: float = 0.0,
    after_commit: float = 0.0,
    throttled: float | Throttling = 0.0,
    killed: float = 0.0,
    contended: bool = False,
    conflicts_last_s: float = 0.01,
    only: str = "",
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Injected]:
    """Inject faults into this process's AWS calls; on leaving, each class must have fired.

    only: a service (``dynamodb``, ``sqs``, ``eventbridge``) or an operation (``PutItem``).
    conflicts_last_s: how long a transaction holds its rows when ``contended``.
    clock: seconds, for ``Throttling``; a virtual one perhaps.
    With threads the sequence of faults follows from the seed, who meets which does not.
    """
    throttling = throttled if isinstance(throttled, Throttling) else None
    rate = throttled.rate if isinstance(throttled, Throttling) else throttled
    rates = dict(zip(CLASSES, (before_commit, after_commit, rate, killed), strict=True))
    held_s = conflicts_last_s if contended else None
    injected = Injected(seed, rates, throttling, held_s, only, clock)
    clients = [client("dynamodb"), client("sqs"), client("events"), connections_client()]
    hooks = [(one, partial(injected.attempted, one._endpoint.http_session.send)) for one in clients]
    for one, hook in hooks:
        one.meta.events.register("before-call", injected.called)
        one.meta.events.register("before-send", hook)
    try:
        yield injected
    finally:
        for one, hook in hooks:
            one.meta.events.unregister("before-call", injected.called)
            one.meta.events.unregister("before-send", hook)
    injected.must_have_fired()


def _text(request: Any) -> str:
    body = request.body or b""
    return body.decode(errors="replace") if isinstance(body, bytes) else str(body)


def _rows(sent: dict[str, Any]) -> list[str]:
    """``table/pk/sk`` of every row of a transaction, in order."""
    rows = []
    for [write] in (entry.values() for entry in sent["TransactItems"]):
        key = write.get("Key") or write["Item"]
        rows.append(f"{write['TableName']}/{key['pk']['S']}/{key['sk']['S']}")
    return rows
