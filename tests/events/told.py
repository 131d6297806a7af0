"""What was told while a block ran: events committed to outboxes, types appended to streams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from commons.events import Event, details_of
from tests.events import watch
from tools.events.described import bus_events


@dataclass
class Told:
    """Everything that was committed so far, in order."""

    bus: list[Event] = field(default_factory=list)
    appended: list[str] = field(default_factory=list)

    @property
    def types(self) -> set[str]:
        """The types of all of them."""
        return {type(event).__name__ for event in self.bus} | set(self.appended)


@contextmanager
def telling() -> Iterator[Told]:
    """Listen to every transaction that this process commits."""
    told = Told()

    def note(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            _note(told, row)

    watch.listeners.append(note)
    try:
        yield told
    finally:
        watch.listeners.remove(note)


def _note(told: Told, row: dict[str, Any]) -> None:
    if row.get("pk", {}).get("S", "").startswith("OUTBOX#"):
        kind = _kinds()[row["type"]["S"]]
        told.bus += map(kind.of, details_of(row["detail"]["S"]))
    elif row.get("sk", {}).get("S", "").startswith("L#") and row["t"]["S"]:
        told.appended.append(row["t"]["S"])


@cache
def _kinds() -> dict[str, type[Event]]:
    return {event.name: event.kind for event in bus_events()}
