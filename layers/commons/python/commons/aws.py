"""AWS clients: one per service and process, made at first use, sharing one session."""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session, get_session

from commons.settings import settings

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


def error_code(error: Exception) -> str:
    """The code of an AWS error answer, pynamodb's wrapping included; empty when it is none."""
    if cause := getattr(error, "cause_response_code", None):
        return str(cause)
    response: Any = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""
