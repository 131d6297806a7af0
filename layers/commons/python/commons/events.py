"""Facts one service tells the others, and the functions that react to them.

Delivery is at least once and in no order. EventBridge invokes a consumer asynchronously; a failed
one is retried twice and then waits in the service's dead letters.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, Self, Unpack

from commons.declare import Declaration, Needs
from commons.ids import EVENT, created_at, new_id
from commons.invocation import Failed, invocation


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, named in the past tense. Fields are only ever added."""

    source: ClassVar[str] = ""
    order: ClassVar[str] = ""
    """How to tell which of two came first; the order of delivery says nothing."""

    event_id: str = field(default_factory=lambda: new_id(EVENT))
    """The same in every delivery of this event. A ULID: it says when, to the millisecond."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """``commons.contracts.<service>[.<module>].<Event>`` is published by the service."""
        super().__init_subclass__(**kwargs)
        cls.source = cls.__module__.split(".")[2]

    @property
    def at_ms(self) -> int:
        """When it happened, by its publisher's clock, in milliseconds since the epoch."""
        return round(created_at(self.event_id).timestamp() * 1000)

    def to_json(self) -> str:
        """The event's ``detail`` on the bus."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def of(cls, detail: Mapping[str, Any]) -> Self:
        """Read a ``detail``; fields this version does not know are ignored."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in detail.items() if name in known})


def details_of(text: str) -> list[dict[str, Any]]:
    """The events of one row of the outbox: it holds one, or several of one kind."""
    read = json.loads(text)
    return read if isinstance(read, list) else [read]


def envelope(event: Event) -> dict[str, Any]:
    """The event as EventBridge hands it to a consumer."""
    return {
        "id": event.event_id,
        "detail-type": type(event).__name__,
        "detail": json.loads(event.to_json()),
    }


@dataclass(frozen=True, kw_only=True)
class Consumer(Declaration):
    """A function invoked with every event of one type, or of several."""

    folder: ClassVar[str] = "consumers"

    events: tuple[type[Event], ...]

    def __call__(self, event: dict[str, Any], context: object) -> None:
        with invocation(self, context, event_id=event.get("id")) as failure:
            self.run(self._kind(event["detail-type"]).of(event["detail"]))
        if failure:
            raise Failed(self.name)

    def _kind(self, name: str) -> type[Event]:
        return next(kind for kind in self.events if kind.__name__ == name)


def consumer[E: Event](
    *events: type[E], **needs: Unpack[Needs]
) -> Callable[[Callable[[E], None]], Consumer]:
    """``@consumer(MemberBanned, writes=(Focus,))``; all events are of one publisher."""
    return lambda run: Consumer(run=run, events=events, **needs)
