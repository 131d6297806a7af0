"""AWS clients: one per service and process, made at first use, sharing one session."""

import random
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session, get_session

from commons.errors import Unavailable
from commons.settings import settings

BATCH_GET_LIMIT = 100
BATCH_TRIES = 5

#: Short timeouts: a stuck call must fail inside the function's own timeout and be retried.
#: Parameters are built by code that tests run against a real server: validating them costs 10 %.
CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=32,
    parameter_validation=False,
)


@cache
def session() -> Session:
    """The process's only botocore session: its loader caches the service models."""
    return get_session()


@cache
def client(service: str, endpoint_url: str | None = None) -> Any:
    """A client of an AWS service; ``AWS_ENDPOINT_URL`` points it elsewhere, as usual."""
    return session().create_client(
        service, region_name=settings().region, endpoint_url=endpoint_url, config=CONFIG
    )


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
    response: Any = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""
