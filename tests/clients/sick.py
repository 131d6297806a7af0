"""A deployment that can be ill in every way the doctor knows, on real sockets."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KID = "key-1"
WELL: dict[str, Any] = {
    "/v1/health": {"status": "ok", "version": "1.2.3", "stage": "test"},
    "/v1/openapi.json": {"openapi": "3.1.0", "paths": {"/v1/users/me": {}}},
    "/.well-known/jwks.json": {"keys": [{"kty": "OKP", "kid": KID, "x": "AA"}]},
    "/v1/limits": {"data": []},
    "/v1/users/me": {"id": "usr_1", "handle": "alice"},
}


class Deployment:
    """Answers as a healthy API does, but for what a test changes."""

    def __init__(self, server: ThreadingHTTPServer, scheme: str = "http") -> None:
        self.api_url = f"{scheme}://127.0.0.1:{server.server_port}"
        self.answers: dict[str, tuple[int, Any]] = {
            path: (200, body) for path, body in WELL.items()
        }
        self.clock_s = 0.0
        self.delay_s = 0.0

    def breaks(self, path: str, status: int, body: Any = None) -> None:
        """This path answers so from now on."""
        self.answers[path] = (status, body)

    def tickets(self, url: str) -> None:
        """Tickets lead there."""
        ticket = {"ticket": "tkt_1", "url": url, "expires_in": 30}
        self.answers["/v1/gateway/tickets"] = (201, ticket)


@contextmanager
def deployment(certificate: Path | None = None) -> Iterator[Deployment]:
    """A deployment for the length of a block; with TLS when it has a certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    made = Deployment(server, "http" if certificate is None else "https")
    server.RequestHandlerClass = _handler(made)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that hang up
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(made: Deployment) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            time.sleep(made.delay_s)
            status, body = made.answers.get(self.path, (404, {"message": "Not Found"}))
            raw = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("x-request-id", "req-17")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.do_GET()

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(time.time() + made.clock_s)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def self_signed(folder: Path, days: int = 365) -> Path:
    """A certificate for this machine that nobody has vouched for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "certificate.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
