"""Now, in the forms the platform uses: milliseconds, seconds, RFC 3339 UTC with milliseconds."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

#: A worker's clock that is further off than this is set by its requests. A cold start makes a
#: request look older than it is, by less; tokens are given as much leeway.
TRUSTED_MS = 30_000
_correction_ms = 0


def follow(request: Mapping[str, Any]) -> None:
    """Believe API Gateway's clock where ours is wrong: ``requestContext`` of a request just made.

    A worker whose clock is minutes off would refuse good tokens, and stretch tickets.
    """
    global _correction_ms
    told = request.get("timeEpoch") or request.get("requestTimeEpoch")
    off = int(told) - time.time_ns() // 1_000_000 if told else 0
    _correction_ms = off if abs(off) > TRUSTED_MS else 0


def now_ms() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000 + _correction_ms


def now_s() -> int:
    """Whole seconds since the epoch."""
    return now_ms() // 1000


def now() -> str:
    """``2026-11-20T13:00:00.000Z``"""
    return rfc3339(now_ms())


def rfc3339(ms: int) -> str:
    """Milliseconds since the epoch as RFC 3339 UTC with milliseconds."""
    moment = datetime.fromtimestamp(ms / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
