"""DTLS by aiortc over a port that is ours: the handshake, SRTP keys, and SCTP on top.

aiortc's transport reads records from an object that looks like its ICE transport. Media does not
pass through it: the SRTP sessions it sets up are used directly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Literal

from aiortc import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    RTCSctpCapabilities,
    RTCSctpTransport,
)
from aiortc.rtcdtlstransport import SRTPProtectionProfile
from OpenSSL import SSL
from pylibsrtp import Session

Role = Literal["server", "client"]
SCTP_PORT = 5000
MAX_MESSAGE = 65536
#: Records that wait to be read; more than a handshake ever needs.
_QUEUED = 64


class Certificate(RTCCertificate):
    """The node's certificate; each start of a node makes one."""

    @property
    def fingerprint(self) -> str:
        """Its SHA-256 as SDP writes it."""
        return next(f.value for f in self.getFingerprints() if f.algorithm == "sha-256")


class _BareClientsCertificate(Certificate):
    """Lets a client through that shows no certificate, as FFmpeg's muxer."""

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        context = super()._create_ssl_context(srtp_profiles)
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        return context


class _Pipe:
    """What aiortc takes for an ICE transport: records in, datagrams out."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.records: asyncio.Queue[bytes | None] = asyncio.Queue(_QUEUED)
        self._out = send

    async def _recv(self) -> bytes:
        record = await self.records.get()
        if record is None:
            raise ConnectionError
        return record

    async def _send(self, data: bytes) -> None:
        self._out(data)


class _Transport(RTCDtlsTransport):
    """aiortc's, for clients without a certificate too: which context it has decides on those."""

    def _validate_peer_identity(self, remoteParameters: RTCDtlsParameters) -> None:  # noqa: N803
        if self._ssl is not None and self._ssl.get_peer_certificate() is not None:
            super()._validate_peer_identity(remoteParameters)


class Dtls:
    """One DTLS association. ``ended`` is called once, when it failed or was closed."""

    def __init__(
        self,
        certificate: Certificate,
        role: Role,
        fingerprints: list[tuple[str, str]],
        send: Callable[[bytes], None],
        ended: Callable[[], None],
        allow_bare_client: bool = False,
    ) -> None:
        if allow_bare_client:
            certificate = _BareClientsCertificate(certificate._key, certificate._cert)
        self._pipe = _Pipe(send)
        self._transport = _Transport(self._pipe, [certificate])  # type: ignore[arg-type]
        self._transport._set_role(role)
        self._remote = RTCDtlsParameters([RTCDtlsFingerprint(*pair) for pair in fingerprints])
        self._ended: Callable[[], None] | None = ended
        self._transport.on("statechange", self._state_changed)
        self._sctp: RTCSctpTransport | None = None

    def received(self, record: bytes) -> None:
        """A record from the peer; dropped when too many wait, as the network might have."""
        if not self._pipe.records.full():
            self._pipe.records.put_nowait(record)

    async def handshake(self) -> tuple[Session, Session] | None:
        """SRTP sessions for receiving and sending, or None when it failed."""
        await self._transport.start(self._remote)
        if self._transport.state != "connected":
            return None
        return self._transport._rx_srtp, self._transport._tx_srtp

    @property
    def profile(self) -> str:
        """The SRTP protection profile that was agreed on."""
        ssl = self._transport._ssl
        return ssl.get_selected_srtp_profile().decode() if ssl is not None else ""

    async def open_channels(self, port: int, opened: Callable[[Any], None]) -> None:
        """Accept data channels (RFC 8832) from the peer's SCTP port."""
        self._sctp = RTCSctpTransport(self._transport, SCTP_PORT)
        self._sctp.on("datachannel", opened)
        await self._sctp.start(RTCSctpCapabilities(maxMessageSize=MAX_MESSAGE), port)

    async def close(self) -> None:
        """Say goodbye and stop."""
        if self._sctp is not None:
            await self._sctp.stop()
        await self._transport.stop()
        if not self._pipe.records.full():
            self._pipe.records.put_nowait(None)
        self._end()

    def _state_changed(self) -> None:
        if self._transport.state in ("closed", "failed"):
            self._end()

    def _end(self) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            ended()
