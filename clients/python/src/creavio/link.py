"""One WebSocket connection: frames out, answers matched by id or nonce, everything else in."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import socket
import struct
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from creavio.errors import CreavioError, ProblemError
from creavio.models import Ticket
from creavio.transport import is_loopback

type Frame = dict[str, Any]

MAX_FRAME_BYTES = 30_720
FRAMES_PER_MINUTE = 110  # the server closes with 4008 at 120
MAX_INCOMING_BYTES = 1 << 20
ANSWERS = {"identify": "hello", "hb": "hb_ack"}  # a focus_ok without id comes unasked


class LinkLostError(CreavioError):
    """The connection ended before the answer came: whether the request took effect is unknown."""

    def __init__(self, detail: str, close_code: int | None = None) -> None:
        super().__init__(detail)
        self.close_code = close_code


@dataclass(frozen=True, slots=True)
class _Asked:
    op: str
    nonce: str | None
    answer: asyncio.Future[Frame]

    def fits(self, frame: Frame) -> bool:
        """Whether a frame without id is the answer: by nonce, or by what only this op gets."""
        payload = frame.get("d")
        if frame.get("op") in ("ack", "nack") and isinstance(payload, dict):
            return self.nonce is not None and payload.get("nonce") == self.nonce
        return frame.get("op") == ANSWERS.get(self.op)


class Link:
    """An open socket. Somebody has to iterate over `frames`, or answers are not heard."""

    def __init__(self, socket_: ClientConnection) -> None:
        self._socket = socket_
        self._ids = itertools.count(1)
        self._asked: dict[str, _Asked] = {}
        self._sent: deque[float] = deque()
        self.max_frame = MAX_FRAME_BYTES
        self.lost = asyncio.Event()
        self.farewell: ProblemError | None = None
        self.close_code: int | None = None
        self.may_reconnect = True

    @property
    def waiting(self) -> bool:
        """Whether an answer is still expected."""
        return bool(self._asked)

    @classmethod
    async def open(cls, ticket: Ticket, *, timeout_s: float, ping_s: float | None) -> Link:
        """Connect with a ticket. Raises `LinkLostError` when that fails."""
        joiner = "&" if "?" in ticket.url else "?"
        url = f"{ticket.url}{joiner}{urlencode({'v': 1, 'ticket': ticket.ticket})}"
        try:
            opened = await connect(
                url,
                open_timeout=timeout_s,
                close_timeout=1,
                ping_interval=ping_s,
                ping_timeout=ping_s,
                max_size=MAX_INCOMING_BYTES,
                compression=None,
                proxy=None if is_loopback(ticket.url) else True,
            )
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI, ConnectionClosed) as error:
            detail = str(error) or type(error).__name__
            raise LinkLostError(f"cannot open the gateway socket: {detail}") from None
        return cls(opened)

    def fits(self, op: str, d: Mapping[str, Any]) -> bool:
        """Whether this frame may go over the socket now: by size and by the frame limit."""
        now = time.monotonic()
        while self._sent and self._sent[0] < now - 60:
            self._sent.popleft()
        size = len(_encode({"op": op, "id": "0" * 8, "d": d}).encode())
        return size <= self.max_frame and len(self._sent) < FRAMES_PER_MINUTE

    async def tell(self, op: str, d: Mapping[str, Any], id_: str | None = None) -> None:
        """Send a frame without waiting for an answer. Raises `LinkLostError`."""
        frame: Frame = {"op": op, "d": dict(d)} if id_ is None else {"op": op, "id": id_, "d": d}
        if self.lost.is_set():
            raise LinkLostError("the gateway connection was lost")
        self._sent.append(time.monotonic())
        try:
            await self._socket.send(_encode(frame))
        except (ConnectionClosed, OSError) as error:
            raise LinkLostError("the gateway connection was lost") from error

    async def ask(self, op: str, d: Mapping[str, Any], *, timeout_s: float) -> Frame:
        """Send a frame and return the answer's `d`.

        Raises `ProblemError` for a nack or error answer, `LinkLostError` when the connection ends
        or `timeout_s` passes first.
        """
        id_ = str(next(self._ids))
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._asked[id_] = _Asked(op, d.get("nonce"), answer)
        try:
            await self.tell(op, d, id_)
            async with asyncio.timeout(timeout_s):
                frame = await answer
        except TimeoutError as error:
            raise LinkLostError(f"no answer to {op} in {timeout_s:g} s") from error
        finally:
            del self._asked[id_]
        if frame.get("op") in ("nack", "error"):
            refusal = _refusal(frame)
            if self.farewell is not None and self.may_reconnect:
                raise LinkLostError(str(refusal), self.close_code)
            raise refusal
        payload = frame.get("d")
        return payload if isinstance(payload, dict) else {}

    async def frames(self) -> AsyncIterator[Frame]:
        """Frames that answer nothing, in order, until the connection ends."""
        try:
            async for text in self._socket:
                frame = _decode(text)
                if frame is None:
                    continue
                if frame.get("op") == "error":
                    self._note_farewell(frame)
                if not self._resolve(frame):
                    yield frame
                if self.farewell is not None:
                    break
        except ConnectionClosed:
            pass
        finally:
            self._fail_pending()

    def drop(self) -> None:
        """Kill the TCP connection without goodbye (a reset, not an orderly close)."""
        transport = self._socket.transport
        raw = transport.get_extra_info("socket")
        if raw is not None:
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        self._fail_pending()

    async def close(self) -> None:
        """Close in good order; gives up waiting for the other side after a second."""
        with contextlib.suppress(ConnectionClosed, OSError):
            await self._socket.close()
        self._fail_pending()

    def _resolve(self, frame: Frame) -> bool:
        """Whether the frame is an answer; the one who asked gets it."""
        if frame.get("id") is not None:
            asked = self._asked.get(str(frame["id"]))
            if asked is None:
                return True  # nobody waits for it any more
        else:
            asked = next((asked for asked in self._asked.values() if asked.fits(frame)), None)
            if asked is None:
                return False
        if not asked.answer.done():
            asked.answer.set_result(frame)
        return True

    def _note_farewell(self, frame: Frame) -> None:
        payload = frame.get("d")
        if isinstance(payload, dict) and "close_code" in payload:
            self.farewell = _refusal(frame)
            self.close_code = payload.get("close_code")
            self.may_reconnect = bool(payload.get("reconnect", True))

    def _fail_pending(self) -> None:
        self.lost.set()
        for asked in self._asked.values():
            if not asked.answer.done():
                asked.answer.set_exception(LinkLostError("the gateway connection was lost"))


def _encode(frame: Mapping[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def _decode(text: str | bytes) -> Frame | None:
    try:
        frame = json.loads(text)
    except ValueError:
        return None
    return frame if isinstance(frame, dict) else None


def _refusal(frame: Frame) -> ProblemError:
    payload = frame.get("d")
    waits = payload.get("retry_after") if isinstance(payload, dict) else None
    retry_after = float(waits) if isinstance(waits, int | float) else None
    return ProblemError.parse(400, payload, retry_after=retry_after)
