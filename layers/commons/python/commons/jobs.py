"""Functions that run on a schedule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Unpack

from commons.declare import Declaration, Needs
from commons.invocation import Failed, invocation


@dataclass(frozen=True, kw_only=True)
class Job(Declaration):
    """A function invoked by an EventBridge schedule."""

    folder: ClassVar[str] = "jobs"

    every: str
    """An EventBridge schedule expression, such as ``rate(1 minute)``."""

    def __call__(self, event: object, context: object) -> None:
        with invocation(self, context) as failure:
            self.run()
        if failure:
            raise Failed(self.name)


def job(every: str, **needs: Unpack[Needs]) -> Callable[[Callable[[], None]], Job]:
    """``@job("rate(1 minute)", writes=(Connection,))``"""
    return lambda run: Job(run=run, every=every, **needs)
