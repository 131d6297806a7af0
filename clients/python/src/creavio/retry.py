"""How long to wait before trying again: exponential backoff with full jitter, bounded."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

# Full jitter spreads a crowd of clients best (AWS Architecture Blog, "Exponential Backoff And
# Jitter", 2015).
RETRY_ALWAYS = frozenset({429, 503})
RETRY_IF_REPEATABLE = frozenset({500, 502, 504})
IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """At most `attempts` tries; waits grow from `base_s` to `cap_s` seconds.

    A `Retry-After` beyond `patience_s` is not waited for: the refusal is raised instead.
    """

    attempts: int = 6
    base_s: float = 0.2
    cap_s: float = 5.0
    patience_s: float = 30.0
    uniform: Callable[[float, float], float] = random.uniform

    def delay(self, attempt: int, retry_after: float | None = None) -> float | None:
        """Seconds to wait after failed try number `attempt` (from 1); None means give up."""
        if attempt >= self.attempts:
            return None
        jittered = self.uniform(0, min(self.cap_s, self.base_s * 2 ** (attempt - 1)))
        if retry_after is None:
            return jittered
        return retry_after + jittered if retry_after <= self.patience_s else None


class Backoff:
    """The waits of a loop that never gives up, such as reconnecting."""

    def __init__(
        self,
        base_s: float = 0.5,
        cap_s: float = 30.0,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._base_s = base_s
        self._cap_s = cap_s
        self._uniform = uniform
        self._failures = 0

    def next(self) -> float:
        """Seconds to wait now; grows with each call until `reset`."""
        ceiling = min(self._cap_s, self._base_s * 2 ** min(self._failures, 16))
        self._failures += 1
        return self._uniform(0, ceiling)

    def reset(self) -> None:
        """It worked: start again from the shortest wait."""
        self._failures = 0


def parse_retry_after(value: str | None) -> float | None:
    """`Retry-After` in seconds; the HTTP-date form is not in the contract and reads as None."""
    try:
        return max(0.0, float(value)) if value else None
    except ValueError:
        return None
