"""One identified socket, from hello to its end: read, kept alive, replaced in time."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from creavio.decode import parse_time
from creavio.errors import GatewayClosedError, ProblemError, UnexpectedAnswerError
from creavio.link import Frame, Link, LinkLostError
from creavio.models import Ticket

DEFAULT_LIFE_S = 100 * 60.0
GRACE_S = 5.0


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the gateway waits for what, in seconds."""

    open_s: float = 10.0
    answer_s: float = 10.0
    replay_s: float = 5.0
    first_connect_s: float = 30.0
    send_gives_up_s: float = 60.0
    ping_s: float | None = 30.0


class Connection:
    """A link with the tasks that keep it: a reader and a heartbeat."""

    def __init__(self, link: Link, receive: Callable[[Frame], None], timing: Timing) -> None:
        self.link = link
        self._receive = receive
        self._timing = timing
        self._ready = asyncio.Event()
        self._replace = asyncio.Event()
        self.opened_at = asyncio.get_running_loop().time()
        self._tasks = [asyncio.create_task(self._read(), name="creavio gateway reader")]
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    async def open(
        cls,
        ticket: Ticket,
        identify: dict[str, Any],
        receive: Callable[[Frame], None],
        timing: Timing,
    ) -> Connection:
        """Connect and identify; returns after `ready`.

        Raises `LinkLostError`, or `GatewayClosedError` when the server says that reconnecting
        would not help.
        """
        link = await Link.open(ticket, timeout_s=timing.open_s, ping_s=timing.ping_s)
        connection = cls(link, receive, timing)
        try:
            hello = await link.ask("identify", identify, timeout_s=timing.answer_s)
            async with asyncio.timeout(timing.answer_s):
                await connection._until_ready()
        except TimeoutError:
            await connection.close()
            raise LinkLostError("the gateway did not say ready") from None
        except ProblemError as problem:
            await connection.close()
            connection.check_farewell()
            raise LinkLostError(str(problem), link.close_code) from problem
        except BaseException:
            await connection.close()
            connection.check_farewell()
            raise
        connection._greeted(hello)
        return connection

    async def until_replace(self) -> bool:
        """Wait. True: time to open the next socket; False: this one is lost."""
        waits = [asyncio.create_task(event.wait()) for event in (self._replace, self.link.lost)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return not self.link.lost.is_set()

    async def check_alive(self) -> None:
        """Ask for a heartbeat; without an answer the connection is given up."""
        try:
            await self.link.ask("hb", {}, timeout_s=self._timing.answer_s)
        except LinkLostError:
            self.link.drop()

    def check_farewell(self) -> None:
        """Raise `GatewayClosedError` if the server closed and said not to come back."""
        if not self.link.may_reconnect:
            detail = self.link.farewell.detail if self.link.farewell else "closed by the server"
            raise GatewayClosedError(detail, self.link.close_code)

    async def retire(self) -> None:
        """Close after the answers that are still on their way."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_S):
                while self.link.waiting and not self.link.lost.is_set():
                    await asyncio.sleep(0.05)
        await self.close()

    async def close(self) -> None:
        """Close the socket and end the tasks."""
        if self._timer is not None:
            self._timer.cancel()
        await self.link.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read(self) -> None:
        try:
            async for frame in self.link.frames():
                self._receive(frame)
                if frame.get("op") == "ready":
                    self._ready.set()
                elif frame.get("op") == "reconnect":
                    self._replace.set()
        except UnexpectedAnswerError:
            self.link.drop()  # what it carried comes again by replay

    async def _until_ready(self) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (self._ready, self.link.lost)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if not self._ready.is_set():
            raise LinkLostError("the gateway closed before it said ready")

    def _greeted(self, hello: Frame) -> None:
        self.link.max_frame = int(hello.get("max_frame") or self.link.max_frame)
        heartbeat_s = float(hello.get("heartbeat_ms") or 240_000) / 1000
        self._tasks.append(asyncio.create_task(self._beat(heartbeat_s)))
        delay = _seconds_until(hello.get("reconnect_at"))
        self._timer = asyncio.get_running_loop().call_later(delay, self._replace.set)

    async def _beat(self, every_s: float) -> None:
        while not self.link.lost.is_set():
            await asyncio.sleep(every_s * random.uniform(0.8, 1.0))
            await self.check_alive()


def _seconds_until(moment: object) -> float:
    """Until `reconnect_at`; a missing, unreadable or past one (our clock is off) is not obeyed."""
    try:
        seconds = (parse_time(str(moment)) - datetime.now(UTC)).total_seconds()
    except ValueError:
        return DEFAULT_LIFE_S
    return seconds if seconds > 0 else DEFAULT_LIFE_S
