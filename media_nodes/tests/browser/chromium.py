"""Chromium over its DevTools protocol: pages with a fake camera and microphone."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--mute-audio", "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows", "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--remote-debugging-port=0",
)  # fmt: skip


def find() -> str | None:
    """Its path, if there is one: CREAVIO_CHROMIUM, or on PATH."""
    named = os.environ.get("CREAVIO_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


class Failed(AssertionError):
    """What a script in a page threw."""


class Page:
    """One tab."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.errors: list[str] = []
        self._reader = asyncio.get_running_loop().create_task(self._read())

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        return await asyncio.wait_for(answer, 60)

    async def run(self, script: str) -> Any:
        """The value of an expression, awaited in the page."""
        answer = await self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        result = answer["result"]
        if "exceptionDetails" in result:
            raise Failed(str(result["exceptionDetails"]))
        return result["result"].get("value")

    async def until(self, script: str, seconds: float = 30.0) -> Any:
        """Wait until an expression is true."""
        async with asyncio.timeout(seconds):
            while not (value := await self.run(script)):
                await asyncio.sleep(0.1)
        return value

    async def close(self) -> None:
        """Close the tab."""
        self._reader.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = message.json()
            if "id" in frame:
                self._answers.pop(frame["id"]).set_result(frame)
            elif frame["method"] == "Runtime.exceptionThrown":
                self.errors.append(str(frame["params"]["exceptionDetails"]))


class Browser:
    """One process, ended with the test."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path, port: int) -> None:
        self._process = process
        self._folder = folder
        self._port = port
        self._http = ClientSession()
        self._pages: list[Page] = []

    @classmethod
    async def start(cls, path: str) -> Browser:
        """Start it, with a profile of its own."""
        folder = Path(tempfile.mkdtemp(prefix="creavio-chromium-"))
        process = await asyncio.create_subprocess_exec(
            path, *FLAGS, f"--user-data-dir={folder}", "about:blank",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        async with asyncio.timeout(60):
            while not (said := folder / "DevToolsActivePort").exists() or not said.read_text():
                await asyncio.sleep(0.05)
        return cls(process, folder, int(said.read_text().splitlines()[0]))

    async def open(self, url: str) -> Page:
        """A new tab, loaded."""
        base = f"http://127.0.0.1:{self._port}"
        async with self._http.put(f"{base}/json/new?about:blank") as answer:
            target = await answer.json()
        socket = await self._http.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        page = Page(socket)
        self._pages.append(page)
        await page.call("Runtime.enable")
        await page.call("Page.navigate", url=url)
        await page.until("document.readyState === 'complete' && !!window.start")
        return page

    async def stop(self) -> None:
        """Close everything."""
        for page in self._pages:
            await page.close()
        await self._http.close()
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), 10)
        except TimeoutError:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
