"""Sends a message over the socket or over HTTP until it is stored, exactly once."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from creavio.api.messages import Messages
from creavio.connection import Timing
from creavio.errors import ConnectionFailedError, ProblemError
from creavio.link import Link, LinkLostError
from creavio.models import Ack
from creavio.retry import RETRY_ALWAYS, RETRY_IF_REPEATABLE, Backoff
from creavio.transport import IN_PROGRESS, SLOW_MODE

RESUME_PATIENCE_S = 2.0


class Outbox:
    """The nonce makes repeating harmless, so whatever stays unanswered is repeated.

    Sends to one channel go one after the other, which keeps their order.
    """

    def __init__(
        self,
        messages: Messages,
        link_within: Callable[[float], Awaitable[Link | None]],
        suspect: Callable[[Link], None],
        timing: Timing,
    ) -> None:
        self._messages = messages
        self._link_within = link_within
        self._suspect = suspect
        self._timing = timing
        self._lanes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send(self, channel_id: str, body: dict[str, Any], nonce: str) -> Ack:
        """Stored when it returns.

        Raises `ProblemError` when refused; `ConnectionFailedError` when nothing was heard for
        long, in which case the message may or may not be stored: send again with the same nonce.
        """
        async with self._lanes[channel_id]:
            return await self._until_answered(channel_id, body, nonce)

    async def _until_answered(self, channel_id: str, body: dict[str, Any], nonce: str) -> Ack:
        deadline = time.monotonic() + self._timing.send_gives_up_s
        backoff, mute = Backoff(base_s=0.2, cap_s=5), None
        while True:
            link = await self._link_within(RESUME_PATIENCE_S)
            wait_s = 0.0
            failure: LinkLostError | ProblemError | ConnectionFailedError
            try:
                if link is None or link is mute:
                    return await self._over_http(channel_id, body, nonce)
                return await self._over_socket(link, channel_id, body, nonce)
            except LinkLostError as lost:
                failure, mute = lost, link  # if it is still open, it is mute: take the other path
                if link is not None and not link.lost.is_set():
                    self._suspect(link)
            except ProblemError as problem:
                if not _passes(problem):
                    raise
                failure, wait_s = problem, problem.retry_after or 0.0
            except ConnectionFailedError as unreachable:
                failure = unreachable
            wait_s += backoff.next()
            if time.monotonic() + wait_s > deadline:
                raise ConnectionFailedError(str(failure)) from failure
            await asyncio.sleep(wait_s)

    async def _over_socket(
        self, link: Link, channel_id: str, body: dict[str, Any], nonce: str
    ) -> Ack:
        d = {"channel_id": channel_id, **body, "nonce": nonce}
        if not link.fits("send", d):
            return await self._over_http(channel_id, body, nonce)
        return Ack.read(
            {"nonce": nonce, **await link.ask("send", d, timeout_s=self._timing.answer_s)}
        )

    async def _over_http(self, channel_id: str, body: dict[str, Any], nonce: str) -> Ack:
        message = await self._messages.send(channel_id, nonce=nonce, **body)
        return Ack(nonce, message.id, message.seq)


def _passes(problem: ProblemError) -> bool:
    """Whether the refusal is about the moment, not about the message."""
    if problem.status == 409:
        return problem.code == IN_PROGRESS
    return problem.code != SLOW_MODE and problem.status in RETRY_ALWAYS | RETRY_IF_REPEATABLE
