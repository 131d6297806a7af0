"""The live connection: stays connected, resumes, and hands over every event exactly once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Self

from creavio.api.channels import Channels
from creavio.api.messages import Messages, message_body
from creavio.api.realtime import Realtime
from creavio.catchup import CHANNEL_STREAM, CatchUp
from creavio.connection import Connection, Timing
from creavio.errors import (
    ConnectionFailedError,
    CreavioError,
    GatewayClosedError,
    ProblemError,
    SessionEndedError,
)
from creavio.inbox import Inbox, channel_of
from creavio.items import Gap, Item, Status
from creavio.link import Link, LinkLostError
from creavio.models import Ack, Event, Message, NewPoll
from creavio.outbox import Outbox
from creavio.retry import Backoff
from creavio.streams import Streams
from creavio.transport import new_key

MAX_FOCUS = 10
BAD_CURSOR = 4007
DM_STREAM = f"{CHANNEL_STREAM}dmc_"
STABLE_AFTER_S = 5.0


class Gateway:
    """`async with client.gateway(focus=[channel_id]) as gw:` then `async for item in gw`.

    With a channel come the events of its community (`Event.community_id`): who joined, which roles
    and channels there are, what was taken from oneself. A channel that may not be looked at, or no
    longer, is `Gone`. Entering returns when connected and up to date. Items are `Event`, `Gap`,
    `Gone`, `Unread`, `Signal` and `Status`; events of one stream come in order, each once, whatever
    happens to the connection. Items wait in memory until they are read.
    `cursors` (stream → position) continues where an earlier process stopped; without one a stream
    starts now. Iterating raises `GatewayClosedError` when the server ended it for good.
    """

    def __init__(
        self,
        realtime: Realtime,
        messages: Messages,
        channels: Channels,
        *,
        focus: Iterable[str] = (),
        cursors: Mapping[str, int] | None = None,
        device: str = "creavio-python",
        timing: Timing | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self._realtime = realtime
        self._messages = messages
        self._channels = channels
        self._device = device
        self._timing = timing or Timing()
        self._backoff = backoff or Backoff()
        self._focus = _at_most_ten(focus)
        self._streams = Streams(cursors)
        self._items: asyncio.Queue[Item | None] = asyncio.Queue()
        catch_up = CatchUp(self._streams, realtime, messages, self._items.put_nowait)
        self._inbox = Inbox(self._streams, catch_up, self._items.put_nowait)
        self._inbox.on_refused = self._look_away
        self._outbox = Outbox(messages, self._link_within, self._suspect, self._timing)
        self._current: Connection | None = None
        self._online = asyncio.Event()
        self._was_online = self._closing = False
        self._end: Exception | None = None
        self._last_failure = ""
        self._runner: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()

    @property
    def cursors(self) -> dict[str, int]:
        """Per stream: everything up to this position was put out as items."""
        return self._streams.cursors

    @property
    def online(self) -> bool:
        """Whether a socket is open and identified."""
        return self._online.is_set()

    @property
    def ready(self) -> dict[str, Any]:
        """The last `ready`: `{user, communities, dms}`."""
        return self._inbox.ready

    @property
    def focused(self) -> tuple[str, ...]:
        """The channels whose events come in full."""
        return tuple(self._focus)

    async def __aenter__(self) -> Self:
        self._runner = asyncio.create_task(self.run(), name="creavio gateway")
        up_to_date = asyncio.create_task(self._until_up_to_date())
        try:
            await asyncio.wait(
                {up_to_date, self._runner},
                timeout=self._timing.first_connect_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            arrived = up_to_date.done()
            if not arrived:
                up_to_date.cancel()
                await self.aclose()
        if not arrived and self._end is not None:
            raise self._end
        if not arrived:
            detail = f"the gateway cannot be reached: {self._last_failure}".rstrip(": ")
            raise ConnectionFailedError(detail)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection; iterating ends after the items that have come."""
        self._closing = True
        tasks = [task for task in (self._runner, *self._background) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._inbox.aclose()

    async def run(self) -> None:
        """Stay connected until closed or until the server ends it for good.

        `async with` runs this in the background.
        """
        try:
            while not self._closing:
                await self._connect_and_serve()
        except Exception as error:
            self._end = error
            raise
        finally:
            if (last := self._current) is not None:
                self._set_current(None)
                await last.close()
            self._items.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Item]:
        while (item := await self._items.get()) is not None:
            yield item
        self._items.put_nowait(None)
        if self._end is not None:
            raise self._end

    async def events(self) -> AsyncIterator[Event]:
        """The events alone; everything else is skipped."""
        async for item in self:
            if isinstance(item, Event):
                yield item

    async def send(
        self,
        channel_id: str,
        content: str | None = None,
        *,
        nonce: str | None = None,
        ciphertext: str | None = None,
        reply_to: Sequence[str] = (),
        mentions: dict[str, Any] | None = None,
        poll: NewPoll | dict[str, Any] | None = None,
        expires_in: int | None = None,
        forward: Mapping[str, str] | None = None,
    ) -> Ack:
        """Send a message; stored when this returns. See `Outbox.send` for what it raises."""
        body = message_body(
            content,
            ciphertext=ciphertext,
            reply_to=reply_to,
            mentions=mentions,
            poll=poll,
            expires_in=expires_in,
            forward=forward,
        )
        return await self._outbox.send(channel_id, body, nonce or new_key())

    async def focus(self, channels: Iterable[str]) -> tuple[str, ...]:
        """Follow these channels (at most 10) instead of the present ones.

        Returns those that were refused. What is sent to the others from now on will be delivered.
        """
        wanted = _at_most_ten(channels)
        added = [f"{CHANNEL_STREAM}{channel}" for channel in wanted if channel not in self._focus]
        self._focus = wanted
        refused: list[str] = []
        if (link := await self._link_within(self._timing.answer_s)) is not None:
            with contextlib.suppress(LinkLostError):  # the next identify tells the server
                self._inbox.expect_replays(added, self._timing.replay_s)
                answer = await link.ask(
                    "focus", {"channels": wanted}, timeout_s=self._timing.answer_s
                )
                refused = [channel_of(entry) for entry in answer.get("refused") or ()]
        for channel in refused:
            self._look_away(channel)
            self._streams.forget(f"{CHANNEL_STREAM}{channel}")
        await self._inbox.settled(added)
        return tuple(refused)

    async def open(self, channel_id: str, *, limit: int = 50) -> list[Message]:
        """Follow one more channel; returns its newest messages, oldest first.

        The items that follow continue exactly there: no message is missing, none comes again.
        Beyond 10 channels the one opened first is no longer followed.
        """
        head = (await self._channels.get(channel_id)).head
        page = await self._messages.list(channel_id, limit=max(1, min(100, limit)))
        self._restart(f"{CHANNEL_STREAM}{channel_id}", head)
        others = [channel for channel in self._focus if channel != channel_id]
        refused = await self.focus([*others[1 - MAX_FOCUS :], channel_id])
        if refused:
            raise ProblemError(403, "refused", f"{channel_id} cannot be followed")
        return [message for message in reversed(page.data[:limit]) if message.seq <= head]

    async def read(self, channel_id: str, seq: int) -> None:
        """One has read the channel up to `seq`: told, not confirmed, while the socket is open."""
        d = {"channel_id": channel_id, "seq": seq}
        link = self._current.link if self._current is not None else None
        if link is not None and link.fits("read", d):
            with contextlib.suppress(LinkLostError):
                await link.tell("read", d)
                return
        await self._channels.read_state(channel_id, seq)

    async def typing(self, channel_id: str) -> None:
        """Show that one types there, for ten seconds: told while the socket is open, else not."""
        link = self._current.link if self._current is not None else None
        if link is not None:
            with contextlib.suppress(LinkLostError):
                await link.tell("signal", {"channel_id": channel_id, "type": "typing"})

    async def watch(self, community_id: str, user_ids: Sequence[str]) -> list[dict[str, Any]]:
        """Be told how these members are (at most 100 of one community), as `Signal`s; now too.

        Returns those who are not offline. It holds for one socket: ask again after `Status` says
        online. Empty while there is none.
        """
        link = self._current.link if self._current is not None else None
        d = {"community_id": community_id, "user_ids": list(user_ids)}
        if link is None or not link.fits("watch", d):
            return []
        answer = await link.ask("watch", d, timeout_s=self._timing.answer_s)
        return list(answer.get("presences") or ())

    def drop(self) -> None:
        """Kill the TCP connection without goodbye, as a network would; it then resumes."""
        if self._current is not None:
            self._current.link.drop()

    async def _until_up_to_date(self) -> None:
        await self._online.wait()
        await self._inbox.settled(self._focus_streams())

    async def _connect_and_serve(self) -> None:
        try:
            connection = await self._open()
        except (LinkLostError, ConnectionFailedError, ProblemError) as error:
            await self._wait_after(error)
            return
        self._set_current(connection)
        connection = await self._serve(connection)
        self._set_current(None)
        await connection.close()
        connection.check_farewell()
        lived = asyncio.get_running_loop().time() - connection.opened_at
        if lived > STABLE_AFTER_S:
            self._backoff.reset()
        detail = str(connection.link.farewell or "the connection was lost")
        await self._wait_after(LinkLostError(detail, connection.link.close_code))

    async def _open(self) -> Connection:
        """Ticket, socket, identify with cursors and focus, ready."""
        ticket = await self._realtime.ticket()
        cursors = {name: at for name, at in self.cursors.items() if self._is_wanted(name)}
        identify = {"device": self._device, "cursors": cursors, "focus": self._focus}
        streams = {name for name in cursors if name.startswith(CHANNEL_STREAM)}
        streams |= self._focus_streams()
        self._inbox.expect_replays(streams, self._timing.open_s + self._timing.replay_s)
        return await Connection.open(ticket, identify, self._inbox.receive, self._timing)

    async def _serve(self, connection: Connection) -> Connection:
        """Until the connection is lost; replaces it in good time. Returns the last one."""
        while await connection.until_replace():
            try:
                successor = await self._open()
            except (LinkLostError, ConnectionFailedError, ProblemError):
                await asyncio.sleep(self._backoff.next())
                continue
            self._set_current(successor)
            self._in_background(connection.retire())
            connection = successor
        return connection

    def _restart(self, stream: str, cursor: int) -> None:
        waiting = [self._items.get_nowait() for _ in range(self._items.qsize())]
        for item in waiting:
            if not (isinstance(item, Event) and item.stream == stream):
                self._items.put_nowait(item)
        self._inbox.restart(stream, cursor)

    def _set_current(self, connection: Connection | None) -> None:
        self._current = connection
        if connection is None:
            self._online.clear()
            return
        self._online.set()
        self._items.put_nowait(Status("online", resumed=self._was_online))
        self._was_online = True

    async def _wait_after(self, error: CreavioError) -> None:
        """Raises what cannot get better by waiting, else waits a little."""
        if isinstance(error, SessionEndedError):
            raise error
        if isinstance(error, ProblemError) and error.status in (401, 403):
            raise GatewayClosedError(error.detail or error.code) from error
        wait_s = self._backoff.next()
        if isinstance(error, ProblemError):
            wait_s += error.retry_after or 0.0
        if isinstance(error, LinkLostError) and error.close_code == BAD_CURSOR:
            self._start_over()
        self._last_failure = str(error)
        self._items.put_nowait(Status("offline", str(error)))
        await asyncio.sleep(wait_s)

    def _start_over(self) -> None:
        """The server does not know our cursors: begin anew and say so."""
        for name in self.cursors:
            self._streams.forget(name)
            self._items.put_nowait(Gap(name, 0, 0, complete=False))

    async def _link_within(self, patience_s: float) -> Link | None:
        """The current link, waiting a while for one to come."""
        if not self._closing:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience_s):
                    await self._online.wait()
        return self._current.link if self._current is not None else None

    def _suspect(self, link: Link) -> None:
        """The link did not answer: see whether it is alive."""
        if self._current is not None and self._current.link is link:
            self._in_background(self._current.check_alive())

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _look_away(self, channel_id: str) -> None:
        self._focus = [kept for kept in self._focus if kept != channel_id]

    def _focus_streams(self) -> set[str]:
        return {f"{CHANNEL_STREAM}{channel}" for channel in self._focus}

    def _is_wanted(self, stream: str) -> bool:
        """Channels only while focused, DMs and everything that is not a channel always."""
        if not stream.startswith(CHANNEL_STREAM) or stream.startswith(DM_STREAM):
            return True
        return stream in self._focus_streams()


def _at_most_ten(channels: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(channels))
    if len(wanted) > MAX_FOCUS:
        raise ValueError(f"at most {MAX_FOCUS} channels can be focused")
    return wanted
