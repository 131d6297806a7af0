"""Fetches over HTTP what a stream lacks, one task per stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from creavio.api.messages import Messages
from creavio.api.realtime import Realtime
from creavio.decode import encode
from creavio.errors import CreavioError, NotLoggedInError, ProblemError, SessionEndedError
from creavio.items import Gap, Gone, Item
from creavio.models import Event, Message
from creavio.retry import Backoff
from creavio.streams import Fetch, Snapshot, Streams, in_stream

CHANNEL_STREAM = "h:"
COMMUNITY_STREAM = "c:"
SNAPSHOT_MESSAGES = 5_000


class CatchUp:
    """Keeps `streams` supplied; `deliver` gets what the application should see, in order."""

    def __init__(
        self,
        streams: Streams,
        realtime: Realtime,
        messages: Messages,
        deliver: Callable[[Item], None],
    ) -> None:
        self._streams = streams
        self._realtime = realtime
        self._messages = messages
        self._deliver = deliver
        self.on_progress: Callable[[], object] = lambda: None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._snapshot_urls: dict[str, str] = {}

    def note_snapshot_url(self, stream: str, url: str | None) -> None:
        """Where a `gap` frame said the stream's resource can be read."""
        if url:
            self._snapshot_urls[stream] = url

    def start(self, stream: str) -> None:
        """Get what `stream` needs, unless that is under way already."""
        if stream in self._tasks or self._streams.need(stream) is None:
            return
        task = asyncio.create_task(self._supply(stream), name=f"creavio catch up {stream}")
        self._tasks[stream] = task

    async def aclose(self) -> None:
        """Stop whatever is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _supply(self, stream: str) -> None:
        try:
            await self._until_supplied(stream)
        finally:
            del self._tasks[stream]  # no await since the last look at the need: none is missed
            self.on_progress()

    async def _until_supplied(self, stream: str) -> None:
        backoff = Backoff(base_s=0.2, cap_s=10)
        while (need := self._streams.need(stream)) is not None:
            try:
                if isinstance(need, Fetch):
                    await self._fetch(stream, need)
                else:
                    await self._snapshot(stream, need)
            except (NotLoggedInError, SessionEndedError):
                break  # the gateway finds out by itself
            except ProblemError as problem:
                if problem.status in (403, 404):
                    self._streams.forget(stream)
                    self._deliver(Gone(stream))
                    break
                await asyncio.sleep(backoff.next())
            except CreavioError:
                await asyncio.sleep(backoff.next())
            else:
                if self._streams.need(stream) == need:  # no progress: do not hammer the server
                    await asyncio.sleep(backoff.next())

    async def _fetch(self, stream: str, need: Fetch) -> None:
        page = await self._realtime.events(stream, need.after)
        events = in_stream(stream, page.data)
        for event in self._streams.fetched(
            stream, need.after, page.to, events, floor=page.floor, head=page.head
        ):
            self._deliver(event)

    async def _snapshot(self, stream: str, need: Snapshot) -> None:
        events: list[Event] = []
        complete, resource = True, None
        if stream.startswith(CHANNEL_STREAM):
            events, complete = await self._missed_messages(stream, need)
        elif (url := self._snapshot_urls.get(stream)) is not None:
            resource = await self._realtime.snapshot(url)
        new = self._streams.snapshot(stream, need.head, events)
        self._deliver(Gap(stream, need.after, need.head, complete, resource))
        for event in new:
            self._deliver(event)

    async def _missed_messages(self, stream: str, need: Snapshot) -> tuple[list[Event], bool]:
        """Messages in `(after, head]` as events, and whether these are all."""
        channel_id, found = stream.removeprefix(CHANNEL_STREAM), list[Event]()
        async for message in self._messages.history(channel_id):
            if message.seq <= need.after:
                break
            if len(found) >= SNAPSHOT_MESSAGES:
                return found, False
            if message.seq <= need.head:
                found.append(_as_event(stream, message))
        return found, True


def _as_event(stream: str, message: Message) -> Event:
    d: dict[str, Any] = encode(message)
    return Event("MESSAGE_CREATE", message.seq, message.id, message.created_at, d, stream, True)
