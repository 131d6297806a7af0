"""Functions that run on a schedule, or when an operator invokes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Unpack

from commons.declare import Declaration, Needs
from commons.invocation import Failed, invocation


@dataclass(frozen=True, kw_only=True)
class Job(Declaration):
    """A function invoked by an EventBridge schedule, whose events have no ``detail``.

    An operator may invoke it with the arguments it takes: ``{"detail": {"name": "value"}}``.
    """

    folder: ClassVar[str] = "jobs"

    every: str | None = None
    """An EventBridge schedule expression, such as ``rate(1 minute)``."""

    def __call__(self, event: dict[str, Any], context: object) -> None:
        with invocation(self, context) as failure:
            self.run(**event.get("detail", {}))
        if failure:
            raise Failed(self.name)


def job(every: str | None = None, **needs: Unpack[Needs]) -> Callable[[Callable[..., None]], Job]:
    """``@job("rate(1 minute)", writes=(Connection,))``"""
    return lambda run: Job(run=run, every=every, **needs)
