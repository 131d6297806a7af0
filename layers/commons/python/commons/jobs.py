"""Functions that run by the clock, at times that others schedule, or when an operator says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Unpack

from commons.declare import Declaration, Needs
from commons.invocation import Failed, invocation


@dataclass(frozen=True, kw_only=True)
class Job(Declaration):
    """A function that nobody waits for, invoked with its arguments: ``{"detail": {"name": …}}``.

    Its own clock gives none; ``commons.schedules`` and operators do.
    """

    folder: ClassVar[str] = "jobs"

    every: str | None = None
    """An EventBridge schedule expression, such as ``rate(1 minute)``; None: only when asked."""

    def __call__(self, event: dict[str, Any], context: object) -> None:
        with invocation(self, context) as failure:
            self.run(**event.get("detail", {}))
        if failure:
            raise Failed(self.name)


def job(every: str | None = None, **needs: Unpack[Needs]) -> Callable[[Callable[..., None]], Job]:
    """``@job("rate(1 minute)", writes=(Connection,))``; ``@job(reads=(Rsvp,))`` waits for a call.

    What schedules the latter declares ``schedules=("communities.remind_event",)``.
    """
    return lambda run: Job(run=run, every=every, **needs)
