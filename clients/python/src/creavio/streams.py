"""The client's rule for event streams: nothing lost, nothing twice, in order; no I/O in here.

A stream's server sends batches `(pv, to]`, at least once and in any order. The rule (docs/api.md):
`to <= cursor` drop; `pv <= cursor < to` deliver what lies above the cursor; `pv > cursor` fetch
the events after the cursor first. While missed events are being replayed, batches that do not fit
yet wait in a buffer; whatever is known to exist (`horizon`) and was not delivered is fetched, so
the buffer may overflow without harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from creavio.models import Event

BUFFERED_BATCHES = 256


@dataclass(frozen=True, slots=True)
class Batch:
    """All events of `stream` after `pv` up to `to`."""

    stream: str
    pv: int
    to: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Fetch:
    """Ask for the events after `after`, then tell `fetched`."""

    after: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The log no longer reaches back to `after`: read the resource, then tell `snapshot`."""

    after: int
    head: int


type Need = Fetch | Snapshot


@dataclass(slots=True)
class _Stream:
    """`cursor` None: from now on, wherever the server says "now" is."""

    cursor: int | None = None
    horizon: int = 0
    replaying: bool = False
    gap_head: int | None = None
    waiting: list[Batch] = field(default_factory=list)


class Streams:
    """Where one client stands in every stream it follows.

    Each method that takes news returns the events to deliver now, in order, once each. What is
    missing afterwards is `need(stream)`; it stays until the answer is told.
    """

    def __init__(self, cursors: Mapping[str, int] | None = None) -> None:
        self._streams = {name: _Stream(at, at) for name, at in (cursors or {}).items()}

    @property
    def cursors(self) -> dict[str, int]:
        """The position everything up to which was delivered, per stream."""
        return {name: s.cursor for name, s in self._streams.items() if s.cursor is not None}

    @property
    def replaying(self) -> set[str]:
        """Streams whose `replay_end` has not come yet."""
        return {name for name, stream in self._streams.items() if stream.replaying}

    def start_at(self, stream: str, cursor: int) -> None:
        """The application has seen everything up to `cursor`, and nothing beyond."""
        known = self._streams.get(stream, _Stream())
        self._streams[stream] = _Stream(cursor, max(cursor, known.horizon), known.replaying)

    def forget(self, stream: str) -> None:
        """The stream is not followed any more."""
        self._streams.pop(stream, None)

    def expect_replay(self, stream: str) -> None:
        """Identify or focus was sent: the server will replay, then say `replay_end`."""
        self._get(stream).replaying = True

    def batch(self, batch: Batch) -> list[Event]:
        """A `batch` frame, replayed or live."""
        stream = self._get(batch.stream)
        stream.horizon = max(stream.horizon, batch.to)
        if stream.cursor is None and not stream.replaying:
            stream.cursor = batch.pv  # a stream nobody asked for begins with its first batch
        fits = stream.cursor is not None and batch.pv <= stream.cursor
        if fits or len(stream.waiting) < BUFFERED_BATCHES:
            stream.waiting.append(batch)
        return _deliver(stream)

    def replay_end(self, name: str, to: int) -> list[Event]:
        """Everything missed up to `to` was sent."""
        stream = self._get(name)
        stream.replaying = False
        stream.horizon = max(stream.horizon, to)
        if stream.cursor is None:
            stream.cursor = to
        return _deliver(stream)

    def end_replay(self, name: str) -> list[Event]:
        """The `replay_end` did not come in time: go on with what there is."""
        stream = self._get(name)
        stream.replaying = False
        if stream.cursor is None and stream.waiting:
            stream.cursor = min(batch.pv for batch in stream.waiting)
        return _deliver(stream)

    def gap(self, name: str, head: int) -> list[Event]:
        """The server cannot replay from our cursor. Without a cursor nothing was missed."""
        stream = self._get(name)
        if stream.cursor is None:
            stream.cursor = stream.horizon = head
            return _deliver(stream)
        if head > stream.cursor:
            stream.horizon = max(stream.horizon, head)
            stream.gap_head = max(stream.gap_head or 0, head)
        return []

    def fetched(
        self, name: str, after: int, to: int, events: Iterable[Event], *, floor: int = 0, head: int
    ) -> list[Event]:
        """The answer to `Fetch`: complete from `after` up to `to`, unless `after < floor`."""
        if name not in self._streams:
            return []  # forgotten while the answer was on its way
        if after < floor:
            return self.gap(name, head)
        return self.batch(Batch(name, after, to, tuple(events)))

    def snapshot(self, name: str, head: int, events: Iterable[Event] = ()) -> list[Event]:
        """The answer to `Snapshot`: the state at `head`, with `events` standing for what is new."""
        stream = self._streams.get(name)
        if stream is None:
            return []
        if stream.gap_head is not None and head >= stream.gap_head:
            stream.gap_head = None
        known = -1 if stream.cursor is None else stream.cursor
        return _advance(stream, known, head, events) + _deliver(stream)

    def need(self, name: str) -> Need | None:
        """What has to be asked for before this stream can go on; None when nothing is missing."""
        stream = self._streams.get(name)
        if stream is None or stream.cursor is None:
            return None
        if stream.gap_head is not None:
            if stream.gap_head > stream.cursor:
                return Snapshot(stream.cursor, stream.gap_head)
            stream.gap_head = None
        if stream.replaying or stream.cursor >= stream.horizon:
            return None
        return Fetch(stream.cursor)

    def follows(self, name: str) -> bool:
        """Whether anything is known of this stream."""
        return name in self._streams

    def _get(self, name: str) -> _Stream:
        return self._streams.setdefault(name, _Stream())


def _deliver(stream: _Stream) -> list[Event]:
    """Deliver the waiting batches that connect to the cursor; keep those that lie beyond."""
    delivered: list[Event] = []
    while stream.cursor is not None:
        cursor = stream.cursor
        stream.waiting = [batch for batch in stream.waiting if batch.to > cursor]
        fitting = next((batch for batch in stream.waiting if batch.pv <= cursor), None)
        if fitting is None:
            break
        delivered += _advance(stream, cursor, fitting.to, fitting.events)
    return delivered


def _advance(stream: _Stream, cursor: int, to: int, events: Iterable[Event]) -> list[Event]:
    """Deliver `events` in `(cursor, to]` by position and move the cursor to `to`."""
    new = {event.sq: event for event in events if cursor < event.sq <= to}
    stream.cursor = max(cursor, to)
    stream.horizon = max(stream.horizon, stream.cursor)
    return [new[position] for position in sorted(new)]


def in_stream(stream: str, events: Iterable[Event]) -> tuple[Event, ...]:
    """The events, marked with the stream they belong to."""
    return tuple(replace(event, stream=stream) for event in events)
