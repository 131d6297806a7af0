"""Takes the server's frames apart: feeds the stream state machine and hands items on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from creavio.catchup import CHANNEL_STREAM, CatchUp
from creavio.decode import decode
from creavio.errors import UnexpectedAnswerError
from creavio.items import ChannelUnread, Gone, Item, Signal, Unread
from creavio.link import Frame
from creavio.models import Event
from creavio.streams import Batch, Streams, in_stream


class Inbox:
    """What comes in over any connection of one gateway."""

    def __init__(
        self, streams: Streams, catch_up: CatchUp, deliver: Callable[[Item], None]
    ) -> None:
        self._streams = streams
        self._catch_up = catch_up
        self._deliver = deliver
        self._progress = asyncio.Event()
        self._overdue: set[asyncio.TimerHandle] = set()
        catch_up.on_progress = self._progress.set
        self.ready: dict[str, Any] = {}
        self.on_refused: Callable[[str], object] = lambda channel_id: None

    async def aclose(self) -> None:
        """Stop fetching and waiting."""
        for timer in self._overdue:
            timer.cancel()
        await self._catch_up.aclose()

    def expect_replays(self, streams: Iterable[str], patience_s: float) -> None:
        """The server was asked to replay these; after `patience_s` go on without `replay_end`."""
        names = list(streams)
        for name in names:
            self._streams.expect_replay(name)

        def give_up() -> None:
            self._overdue.discard(timer)
            for name in self._streams.replaying.intersection(names):
                self._hand_on(name, self._streams.end_replay(name))

        timer = asyncio.get_running_loop().call_later(patience_s, give_up)
        self._overdue.add(timer)

    async def settled(self, streams: Iterable[str]) -> None:
        """Wait until these streams are replayed and nothing of them is missing."""
        names = set(streams)
        while any(self._streams.need(n) for n in names) or names & self._streams.replaying:
            self._progress.clear()
            await self._progress.wait()

    def receive(self, frame: Frame) -> None:
        """One frame that answers nothing. Raises `UnexpectedAnswerError` when it is malformed."""
        handler = _HANDLERS.get(str(frame.get("op")))
        payload = frame.get("d")
        if handler is not None:
            handler(self, payload if isinstance(payload, dict) else {})

    def _on_batch(self, d: dict[str, Any]) -> None:
        name = _text(d, "st")
        events = in_stream(name, (decode(Event, event) for event in d.get("e") or ()))
        batch = Batch(name, _number(d, "pv"), _number(d, "to"), events)
        self._hand_on(name, self._streams.batch(batch))

    def _on_replay_end(self, d: dict[str, Any]) -> None:
        name = _text(d, "stream")
        self._hand_on(name, self._streams.replay_end(name, _number(d, "to")))

    def _on_gap(self, d: dict[str, Any]) -> None:
        name = _text(d, "stream")
        self._catch_up.note_snapshot_url(name, d.get("snapshot_url"))
        self._hand_on(name, self._streams.gap(name, _number(d, "head")))

    def _on_ready(self, d: dict[str, Any]) -> None:
        self.ready = d
        for dm in d.get("dms") or ():
            name = f"{CHANNEL_STREAM}{dm.get('channel_id') or dm.get('id')}"
            if not self._streams.follows(name):
                self._streams.start_at(name, int(dm.get("head") or 0))

    def _on_focus_ok(self, d: dict[str, Any]) -> None:
        """Unasked: these channels may not be looked at, or no longer."""
        for channel_id in map(channel_of, d.get("refused") or ()):
            name = f"{CHANNEL_STREAM}{channel_id}"
            self._streams.forget(name)
            self.on_refused(channel_id)
            self._deliver(Gone(name))
        self._progress.set()

    def _on_unread(self, d: dict[str, Any]) -> None:
        channels = d.get("channels") or ()
        self._deliver(Unread(tuple(decode(ChannelUnread, channel) for channel in channels)))

    def _on_signal(self, d: dict[str, Any]) -> None:
        self._deliver(Signal(d))

    def _on_presence(self, d: dict[str, Any]) -> None:
        self._deliver(Signal({"type": "presence", **d}))

    def restart(self, stream: str, cursor: int) -> None:
        """Deliver this stream from `cursor` on, once more where need be."""
        self._streams.start_at(stream, cursor)
        self._hand_on(stream, [])

    def _hand_on(self, name: str, events: list[Event]) -> None:
        for event in events:
            self._deliver(event)
        self._catch_up.start(name)
        self._progress.set()


_HANDLERS: Mapping[str, Callable[[Inbox, dict[str, Any]], None]] = {
    "batch": Inbox._on_batch,
    "replay_end": Inbox._on_replay_end,
    "gap": Inbox._on_gap,
    "focus_ok": Inbox._on_focus_ok,
    "ready": Inbox._on_ready,
    "unread": Inbox._on_unread,
    "signal": Inbox._on_signal,
    "presence": Inbox._on_presence,
}


def channel_of(entry: object) -> str:
    """`refused` names channels by id, or as objects that carry it."""
    if isinstance(entry, Mapping):
        return str(entry.get("channel_id") or entry.get("id"))
    return str(entry)


def _text(d: dict[str, Any], name: str) -> str:
    value = d.get(name)
    if not isinstance(value, str):
        raise UnexpectedAnswerError(f"a frame lacks {name}")
    return value


def _number(d: dict[str, Any], name: str) -> int:
    value = d.get(name)
    if not isinstance(value, int):
        raise UnexpectedAnswerError(f"a frame lacks {name}")
    return value
