"""A peer's connection: an ICE path on the port, DTLS over it, SRTP with the keys DTLS gave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import pylibsrtp

from media_node.rtp.packet import is_rtcp
from media_node.transport.dtls import Certificate, Dtls, Role
from media_node.transport.port import Address, Credentials, Port
from media_node.transport.srtp import protector


class Handler(Protocol):
    """What is told of a connection."""

    def ready(self) -> None:
        """Media can flow."""

    def received_rtp(self, packet: bytes, arrival: float) -> None:
        """A packet that was authentic, decrypted, and when it came (monotonic seconds)."""

    def received_rtcp(self, packet: bytes) -> None:
        """A compound packet that was authentic, decrypted."""

    def channel_opened(self, channel: Any) -> None:
        """The peer has opened a data channel."""

    def closed(self, reason: str) -> None:
        """It has ended; nothing follows."""


class Connection:
    """From the offer until the peer is gone. Sending before `ready` sends nothing."""

    def __init__(self, port: Port, certificate: Certificate, handler: Handler) -> None:
        self.address: Address | None = None
        self.refused = 0
        self._port = port
        self._sendto = port.socket.sendto
        self._certificate = certificate
        self._handler: Handler | None = handler
        self._peer = port.add(self)
        self._dtls: Dtls | None = None
        self._sctp_port: int | None = None
        self._receive: pylibsrtp.Session | None = None
        self._protect: Callable[[bytes], bytes] | None = None
        self._protect_rtcp: Callable[[bytes], bytes] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = False

    @property
    def credentials(self) -> Credentials:
        """What the peer's next check must use."""
        return self._peer.credentials[-1]

    @property
    def is_ready(self) -> bool:
        """Whether media can flow."""
        return self._protect is not None and self.address is not None

    def secure(
        self, role: Role, fingerprints: list[tuple[str, str]], allow_bare_client: bool = False
    ) -> None:
        """Say how DTLS goes, from the offer; once. It starts when a path is there."""
        self._dtls = Dtls(
            self._certificate, role, fingerprints, self._send, self._dtls_ended, allow_bare_client
        )
        self._start()

    def accept_channels(self, sctp_port: int) -> None:
        """The offer has data channels."""
        self._sctp_port = sctp_port

    def restart(self) -> Credentials:
        """Credentials of an ICE restart."""
        return self._port.restart(self._peer)

    def send_rtp(self, packet: bytes) -> None:
        """Protect and send one packet, or drop it."""
        if self._protect is None or self.address is None:
            return
        try:
            self._sendto(self._protect(packet), self.address)
        except (OSError, pylibsrtp.Error):
            self._port.dropped += 1

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send one compound packet."""
        if self._protect_rtcp is not None and self.address is not None:
            self._port.send(self._protect_rtcp(packet), self.address)

    def received_dtls(self, data: bytes) -> None:
        """From the port."""
        if self._dtls is not None:
            self._dtls.received(data)

    def received_srtp(self, data: bytes, arrival: float) -> None:
        """From the port: decrypt and hand on; what is not authentic is counted."""
        session, handler = self._receive, self._handler
        if session is None or handler is None:
            return
        control = is_rtcp(data)
        try:
            packet = session.unprotect_rtcp(data) if control else session.unprotect(data)
        except (pylibsrtp.Error, ValueError):  # ValueError: longer than libsrtp's buffer
            self.refused += 1
            return
        if control:
            handler.received_rtcp(packet)
        else:
            handler.received_rtp(packet, arrival)

    def path_changed(self, address: Address) -> None:
        """From the port."""
        self.address = address
        self._start()

    def consent_expired(self) -> None:
        """From the port: nothing may be sent any more, not even a goodbye."""
        self.address = None
        self.close("consent expired")

    def close(self, reason: str) -> None:
        """End it; the handler is told, once."""
        handler, self._handler = self._handler, None
        if handler is None:
            return
        if self._dtls is not None:
            self._spawn(self._say_goodbye(self._dtls))
        else:
            self._port.remove(self._peer)
        self._receive = self._protect = self._protect_rtcp = None
        handler.closed(reason)

    async def _say_goodbye(self, dtls: Dtls) -> None:
        await dtls.close()
        self._port.remove(self._peer)
        self.address = None

    def _start(self) -> None:
        if self._dtls is not None and self.address is not None and not self._started:
            self._started = True
            self._spawn(self._run(self._dtls))

    async def _run(self, dtls: Dtls) -> None:
        sessions = await dtls.handshake()
        if sessions is None or self._handler is None:
            return
        self._receive, sending = sessions
        self._protect, self._protect_rtcp = protector(sending), sending.protect_rtcp
        if self._sctp_port is not None:
            await dtls.open_channels(self._sctp_port, self._handler.channel_opened)
        self._handler.ready()

    def _dtls_ended(self) -> None:
        self.close("dtls ended")

    def _send(self, data: bytes) -> None:
        if self.address is not None:
            self._port.send(data, self.address)

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
