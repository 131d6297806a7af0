"""AWS clients: one per service and process, made at first use, sharing one session.

Refused and broken calls are repeated here, not by botocore: its pauses are seconds, ours are what
a function of ten seconds can wait, and they are counted so that an outage is not made worse.
"""

import random
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import ConnectionError as NotConnected
from botocore.exceptions import ConnectTimeoutError, HTTPClientError, ReadTimeoutError
from botocore.session import Session, get_session

from commons.errors import Unavailable
from commons.settings import settings

BATCH_GET_LIMIT = 100
BATCH_TRIES = 5
#: At 30 % refusals six attempts fail once in 1,400 calls; their pauses add up to 1.6 s at most.
ATTEMPTS = 6
FIRST_PAUSE_S = 0.05
BROKEN = (NotConnected, HTTPClientError)
THROTTLED = {
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "ThrottlingException",
    "TransactionInProgressException",
}

#: Short timeouts: a stuck call must fail inside the function's own timeout and be retried.
#: Parameters are built by code that tests run against a real server: validating them costs 10 %.
CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 1},
    max_pool_connections=32,
    parameter_validation=False,
)

CONNECTIONS = "apigatewaymanagementapi"
#: Posting to sockets: one that does not take a frame in time (``Settings.post_patience_s``) is slow
#: and holds up others. It is not tried again; what was refused is, three times. Its client resumes.
POST_ATTEMPTS = 4
HUNG = (ConnectTimeoutError, ReadTimeoutError)


@cache
def session() -> Session:
    """The process's only botocore session: its loader caches the service models."""
    return get_session()


@cache
def client(service: str, endpoint_url: str | None = None) -> Any:
    """A client of an AWS service; ``AWS_ENDPOINT_URL`` points it elsewhere, as usual."""
    posts = service == CONNECTIONS
    made: Any = session().create_client(
        service,
        region_name=settings().region,
        endpoint_url=endpoint_url,
        config=CONFIG.merge(Config(read_timeout=settings().post_patience_s)) if posts else CONFIG,
    )
    made.meta.events.register("needs-retry", Retries(POST_ATTEMPTS, HUNG) if posts else Retries())
    return made


class Retries:
    """When a call is sent again, and after which pause; at most as many as calls that went well.

    Repeating is harmless by design: transactions carry a token, other writes are conditions or
    overwrite. Full jitter (Brooker, "Exponential Backoff And Jitter", 2015) keeps many callers of
    one row apart. Each call that is answered earns one retry, up to ``SAVED``: when everything is
    refused, the load on AWS goes back to one attempt a call.
    """

    SAVED = 50

    def __init__(self, attempts: int = ATTEMPTS, final: tuple[type[Exception], ...] = ()) -> None:
        """attempts: at most so many. final: what went wrong on the way and is not tried again."""
        self._attempts, self._final = attempts, final
        self._left = float(self.SAVED)

    def __call__(
        self, attempts: int, response: Any, caught_exception: Exception | None, **_: Any
    ) -> float | None:
        """botocore's ``needs-retry``: seconds to wait, or None to let the outcome stand."""
        if not _passes(response, caught_exception):
            self._left = min(self._left + 1, self.SAVED)
            return None
        if isinstance(caught_exception, self._final):
            return None
        if attempts >= self._attempts or self._left < 1:
            return None
        self._left -= 1
        return random.uniform(0, FIRST_PAUSE_S * 2 ** (attempts - 1))


def _passes(response: Any, caught: Exception | None) -> bool:
    """Whether an attempt failed for a reason that passes."""
    if response is None:
        return isinstance(caught, BROKEN)
    http, parsed = response
    return http.status_code in (429, *range(500, 505)) or _code(parsed) in THROTTLED


def is_temporary(error: Exception) -> bool:
    """Whether an error is AWS's to get over: refused for load, broken on their side or on the way.

    A write that ended so may have happened.
    """
    cause = getattr(error, "cause", None) or error
    response = getattr(cause, "response", None)
    if not isinstance(response, dict):
        return isinstance(cause, BROKEN)
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status in (429, *range(500, 505)) or _code(response) in THROTTLED


def batch_get(wanted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of one BatchGetItem, in no order; what was left unprocessed is asked for again.

    wanted: ``RequestItems`` of at most 100 keys. Raises Unavailable when rows stay unprocessed.
    """
    for attempt in range(BATCH_TRIES):
        answer = client("dynamodb").batch_get_item(RequestItems=wanted)
        for rows in answer["Responses"].values():
            yield from rows
        wanted = answer.get("UnprocessedKeys") or {}
        if not wanted:
            return
        time.sleep(random.uniform(0, 0.02 * 2**attempt))
    raise Unavailable


def error_code(error: Exception) -> str:
    """The code of an AWS error answer, pynamodb's wrapping included; empty when it is none."""
    if cause := getattr(error, "cause_response_code", None):
        return str(cause)
    return _code(getattr(error, "response", None))


def _code(response: Any) -> str:
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""
