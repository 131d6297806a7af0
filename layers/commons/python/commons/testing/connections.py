"""The stand-in of API Gateway's @connections API: what is posted to sockets that live in a test."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote

from commons.sockets import SocketAction

#: Longer than anybody waits for a frame to be taken.
SLOW_S = 3.0
#: Called with every frame a socket gets, and the action it answers; None for one that was posted.
frame_observers: list[Callable[[SocketAction | None, dict[str, Any]], None]] = []


class Connections:
    """API Gateway's @connections API, for sockets that live in a test."""

    def __init__(self) -> None:
        self.frames: dict[str, list[dict[str, Any]]] = {}
        self.closed: set[str] = set()
        self.slow: set[str] = set()
        """Those that do not take a frame in time."""
        self.full: set[str] = set()
        """Those that may not be sent so much: API Gateway refuses."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(connections: Connections) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            frames = connections.frames.get(self._connection())
            gone = frames is None or self._connection() in connections.closed
            if self._connection() in connections.slow and not gone:
                time.sleep(SLOW_S)
            if self._connection() in connections.full and not gone and b'"op":"error"' not in sent:
                self._answer(429, "LimitExceededException")
                return
            if frames is not None and not gone:
                frames.append(json.loads(sent))
                observe(None, frames[-1])
            self._answer(410 if gone else 200)

        def do_DELETE(self) -> None:
            gone = self._connection() not in connections.frames
            connections.closed.add(self._connection())
            self._answer(410 if gone else 204)

        def _connection(self) -> str:
            return unquote(self.path.rpartition("/")[2])

        def _answer(self, status: int, error: str = "GoneException") -> None:
            self.send_response(status)
            if status >= 400:
                self.send_header("x-amzn-ErrorType", error)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def observe(action: SocketAction | None, frame: dict[str, Any]) -> None:
    """Somebody got a frame: have it looked at."""
    for observe in frame_observers:
        observe(action, frame)


@contextmanager
def sockets() -> Iterator[Connections]:
    """A @connections API for the length of a block."""
    made = Connections()
    try:
        yield made
    finally:
        made.stop()
