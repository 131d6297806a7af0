"""When to ask a publisher for a key frame.

A key frame costs the publisher and every subscriber of the layer; whoever asks, one a second is
enough. A subscriber that keeps asking although key frames come cannot read them (it lacks the key
of an encrypted call), and is heard ever less.
"""

from __future__ import annotations

#: At least so long between two requests for one layer, in seconds.
INTERVAL_S = 1.0
#: A subscriber's requests are spread to at most this.
LONGEST_S = 32.0
#: Who asks for nothing so long after it could have is calm again.
CALM_S = 8.0


class KeyFrameRequests:
    """The requests of all subscribers of one layer, as the few that its publisher gets."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._wanted = False

    def ask(self, now: float) -> bool:
        """A key frame is wanted; whether to send the request now."""
        self._wanted = True
        return self.due(now)

    def due(self, now: float) -> bool:
        """Whether to send a request that had to wait, or that nothing came of."""
        if not self._wanted or (self._last is not None and now - self._last < INTERVAL_S):
            return False
        self._last = now
        return True

    def came(self) -> None:
        """A key frame has come."""
        self._wanted = False


class Patience:
    """How often one subscriber's own requests count: each time half as often, until it is calm."""

    def __init__(self) -> None:
        self._interval = INTERVAL_S
        self._counted: float | None = None

    def admits(self, now: float) -> bool:
        """Whether a request of this subscriber counts."""
        if self._counted is not None:
            since = now - self._counted
            if since < self._interval:
                return False
            calm = since > self._interval + CALM_S
            self._interval = INTERVAL_S if calm else min(LONGEST_S, 2 * self._interval)
        self._counted = now
        return True
