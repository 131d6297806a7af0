"""Every event there is, found in the code: on the bus, and in streams."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

import commons.contracts
from commons.events import Consumer, Event
from commons.testing import declarations

STREAM_ORDER = "By `sq`, total inside a stream. Delivered at least once: what lies at or below the \
cursor is dropped."


class Undescribed(ValueError):
    """An event, or one of its fields, lacks what readers must be told; the text names it."""


@dataclass(frozen=True)
class Described:
    """One event type.

    kind: the class that describes its payload. stream: where it is appended, such as
    ``h:<channel>``; empty for an event of the bus. emitted_by, consumed_by: handlers.
    """

    name: str
    kind: type[Any]
    publisher: str
    stream: str
    meaning: str
    order: str
    emitted_by: tuple[str, ...]
    consumed_by: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of its schema file."""
        return f"{self.publisher}.{self.name}.json"


def bus_events() -> list[Described]:
    """What services tell each other (``commons.contracts``), by publisher and name."""
    modules = pkgutil.walk_packages(commons.contracts.__path__, "commons.contracts.")
    kinds = [
        kind
        for module in modules
        for kind in vars(importlib.import_module(module.name)).values()
        if isinstance(kind, type) and issubclass(kind, Event) and kind.__module__ == module.name
    ]
    return [_bus_event(kind) for kind in kinds]


def stream_events() -> list[Described]:
    """What clients hear (``functions/<service>/events.py``), by service and name."""
    found = []
    for service in sorted({d.service for d in declarations()}):
        name = f"functions.{service}.events"
        if importlib.util.find_spec(name) is None:
            continue
        for kind in vars(importlib.import_module(name)).values():
            ours = isinstance(kind, type) and kind.__module__ == name
            if ours and issubclass(kind, BaseModel) and hasattr(kind, "stream"):
                found.append(_stream_event(service, kind))
    return found


def all_events() -> list[Described]:
    """Both kinds."""
    return [*bus_events(), *stream_events()]


def field_meanings(kind: type[Any]) -> dict[str, str]:
    """What the strings below the fields of a class say, inherited ones included.

    Read from the source: a function must not pay for them when it is imported.
    """
    told: dict[str, str] = {}
    for parent in reversed(kind.__mro__):
        if parent.__module__.partition(".")[0] not in ("commons", "functions"):
            continue
        [declared] = ast.parse(inspect.getsource(parent)).body
        assert isinstance(declared, ast.ClassDef)
        for field, below in zip(declared.body, declared.body[1:], strict=False):
            match field, below:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    told[name] = " ".join(text.split())
    return told


def _bus_event(kind: type[Event]) -> Described:
    emits = sorted(d.handler for d in declarations() if kind in d.emits)
    consumers = (d for d in declarations() if isinstance(d, Consumer))
    hears = sorted(d.handler for d in consumers if kind in d.events)
    if not kind.order:
        raise Undescribed(f"{kind.__name__} does not say its order")
    return Described(
        kind.__name__, kind, kind.source, "", _meaning(kind), kind.order, tuple(emits), tuple(hears)
    )


def _stream_event(service: str, kind: type[Any]) -> Described:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).upper()
    appends = sorted(d.handler for d in declarations() if name in d.appends)
    return Described(
        name, kind, service, kind.stream, _meaning(kind), STREAM_ORDER, tuple(appends), ()
    )


def _meaning(kind: type[Any]) -> str:
    if not kind.__doc__:
        raise Undescribed(f"{kind.__name__} has no docstring")
    return inspect.cleandoc(kind.__doc__).replace("``", "`")
