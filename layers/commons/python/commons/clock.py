"""Now, in the forms the platform uses: milliseconds, seconds, RFC 3339 UTC with milliseconds."""

import time
from datetime import UTC, datetime


def now_ms() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def now_s() -> int:
    """Whole seconds since the epoch."""
    return int(time.time())


def now() -> str:
    """``2026-11-20T13:00:00.000Z``"""
    return rfc3339(now_ms())


def rfc3339(ms: int) -> str:
    """Milliseconds since the epoch as RFC 3339 UTC with milliseconds."""
    moment = datetime.fromtimestamp(ms / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
