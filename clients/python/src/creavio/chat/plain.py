"""The chat without a terminal: lines in, lines out, fit for pipes and scripts."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from typing import TextIO

from creavio.chat.conversation import Conversation
from creavio.chat.slash import enter_line
from creavio.chat.view import Line


class PlainFace:
    """One line per message on `out`, problems on `err`."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def show(self, line: Line) -> None:
        """Print it; decoration is left out."""
        if line.plain:
            print(line.plain, file=self._err if line.is_problem else self._out, flush=True)

    def refresh(self) -> None:
        """There is no status line."""


async def run(chat: Conversation, *, follow: bool = False, stdin_fd: int = 0) -> None:
    """Send the input's lines one after the other; with `follow` stay after its end."""
    following = asyncio.create_task(chat.follow())
    try:
        async for line in _until_ended(read_lines(stdin_fd), following):
            if not await enter_line(chat, line):
                break
        else:
            if follow:
                await following
        if not following.done():
            await chat.settle()
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await chat.aclose()


async def read_lines(fd: int) -> AsyncIterator[str]:
    """Lines of a file descriptor of any kind, without line ends; undecodable bytes are replaced.

    A thread reads, since neither files nor terminals can be awaited everywhere; it is a daemon and
    uses no Python file object, so that it never keeps the process from ending.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    def pump() -> None:
        data = b"-"
        while data:
            try:
                data = os.read(fd, 65_536)
            except OSError:
                data = b""
            try:
                loop.call_soon_threadsafe(queue.put_nowait, data)
            except RuntimeError:  # the loop has ended
                return

    threading.Thread(target=pump, name="creavio stdin", daemon=True).start()
    rest = b""
    while data := await queue.get():
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield line.decode(errors="replace").rstrip("\r")
    if rest:
        yield rest.decode(errors="replace")


async def _until_ended(
    lines: AsyncIterator[str], following: asyncio.Task[None]
) -> AsyncIterator[str]:
    """The lines, until the gateway ends; raises what it ended with."""
    while True:
        line = asyncio.ensure_future(anext(lines, None))
        await asyncio.wait({line, following}, return_when=asyncio.FIRST_COMPLETED)
        if following.done():
            line.cancel()
            await asyncio.gather(line, return_exceptions=True)
            following.result()
            return
        text = line.result()
        if text is None:
            return
        yield text
