"""What happens around every handler: crashes are logged without content, counted, and reported.

Powertools is imported at the first line logged or metric counted: a quiet invocation never pays.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from commons.aws import error_code, is_temporary
from commons.errors import InternalError, Problem, Unavailable

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

    from commons.declare import Declaration


class Failed(Exception):
    """The handler failed. The reason is in the log; its message could hold user content."""


class Failure:
    """Whether the body of ``invocation`` raised, and what."""

    error: Exception | None = None

    def __bool__(self) -> bool:
        return self.error is not None


@contextmanager
def invocation(declared: Declaration, context: object, **about: object) -> Iterator[Failure]:
    """Run a handler's body; an exception is logged, counted and kept in the Failure."""
    failure = Failure()
    try:
        yield failure
    except Exception as error:
        failure.error = error
        log_crash(declared, error, request_id(context), **about)


def problem_of(declared: Declaration, error: Exception, request_id: str) -> Problem:
    """What a caller is told of an unexpected exception.

    What AWS refuses or breaks is counted and the caller's to repeat; everything else is a bug.
    """
    if is_temporary(error):
        count("Throttled", function=declared.name, service=declared.service)
        return Unavailable()
    log_crash(declared, error, request_id)
    return InternalError()


def log_crash(declared: Declaration, error: Exception, request_id: str, **about: object) -> None:
    """Log type and frames of an unexpected exception, never its message: it may quote a user."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    details = {
        "function": declared.name,
        "request_id": request_id,
        "error": type(error).__name__,
        "aws_code": error_code(error),
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    logger(declared.service).error("crash", extra=details | about)
    count("Crash", function=declared.name, service=declared.service)


def request_id(context: object) -> str:
    """Lambda's request id; ``local`` outside Lambda."""
    return str(getattr(context, "aws_request_id", "local"))


@cache
def logger(service: str) -> Logger:
    """The service's JSON logger. Log ids and codes, never content, names or addresses."""
    from aws_lambda_powertools import Logger

    return Logger(service=service)


def count(metric: str, value: float = 1, **dimensions: str) -> None:
    """Write one metric in CloudWatch's embedded metric format (EMF)."""
    from aws_lambda_powertools.metrics import MetricUnit, single_metric

    with single_metric(metric, MetricUnit.Count, value, namespace="Creavio") as emf:
        for name, dimension in dimensions.items():
            emf.add_dimension(name, dimension)
