"""The endpoints behind a real HTTP port in this process: what API Gateway does, and no more.

Routes as API Gateway does (fixed segments before parameters, ``$default`` for the rest), hands over
events of payload 2.0, and holds every answer to the document.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from commons.http import Endpoint
from commons.testing import Context, declarations

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")


class Routes:
    """Which endpoint takes a request."""

    def __init__(self) -> None:
        endpoints = [d for d in declarations() if isinstance(d, Endpoint)]
        [self.default] = [e for e in endpoints if e.path == "$default"]
        routed = sorted((e for e in endpoints if e is not self.default), key=_specificity)
        self.routed = [(e.method, re.compile(_pattern(e.route)), e) for e in routed]

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        """The endpoint and its path parameters, decoded."""
        for taken, pattern, endpoint in self.routed:
            if taken == method and (match := pattern.fullmatch(path)):
                return endpoint, {name: unquote(v) for name, v in match.groupdict().items()}
        return self.default, {}


def _specificity(endpoint: Endpoint) -> tuple[int, str]:
    return endpoint.route.count("{"), endpoint.route


def _pattern(route: str) -> str:
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(route))


@contextmanager
def served() -> Iterator[str]:
    """The base URL, for the length of a block."""
    _Handler.routes = Routes()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    routes: ClassVar[Routes]
    disable_nagle_algorithm = True  # the body follows the head: with it, 40 ms later

    def serve(self) -> None:
        """One request."""
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length).decode(errors="replace")
        parts = urlsplit(self.path)
        endpoint, parameters = self.routes.find(self.command, parts.path)
        event = self._event(endpoint, parts.path, parts.query, parameters, body)
        self._answer(endpoint(event, Context(aws_request_id=secrets.token_hex(8))))

    def _event(
        self, endpoint: Endpoint, path: str, query: str, parameters: dict[str, str], body: str
    ) -> dict[str, Any]:
        return {
            "version": "2.0",
            "routeKey": endpoint.route_key,
            "rawPath": unquote(path),
            "rawQueryString": query,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "pathParameters": parameters,
            "requestContext": {
                "requestId": f"req-{secrets.token_hex(8)}",
                "stage": "$default",
                "http": {"method": self.command, "path": path, "sourceIp": "127.0.0.1"},
            },
            "body": body or None,
            "isBase64Encoded": False,
        }

    def _answer(self, answer: dict[str, Any]) -> None:
        body = str(answer.get("body") or "").encode()
        self.send_response_only(answer["statusCode"])
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        for name, value in headers.items():
            if name != "content-length":
                self.send_header(name, value)
        if answer["statusCode"] not in (204, 304):
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and answer["statusCode"] not in (204, 304):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


for _method in METHODS:
    setattr(_Handler, f"do_{_method}", _Handler.serve)
