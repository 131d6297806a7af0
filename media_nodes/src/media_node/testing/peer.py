"""A WebRTC peer without codecs: full ICE, DTLS, SRTP, and RTP that its user makes."""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

from OpenSSL import SSL
from pylibsrtp import Session

from media_node.rtp import packet as rtp
from media_node.rtp import rtcp
from media_node.rtp.extensions import Uri
from media_node.rtp.packet import Packet
from media_node.rtp.rtcp import Rtcp
from media_node.sdp.model import Offer
from media_node.sdp.parse import parse
from media_node.transport import stun
from media_node.transport.dtls import Certificate, Dtls, Role

CHECK_EVERY_S = 0.05
AUDIO_LEVEL_ID, MID_ID, RID_ID, TRANSPORT_CC_ID = 1, 4, 10, 3
VP8, VP8_RTX, H264, OPUS = 96, 97, 102, 111


@dataclass(frozen=True)
class Line:
    """An m-line of the peer's offer."""

    mid: str
    kind: str
    direction: str
    rids: tuple[str, ...] = ()
    ssrc: int | None = None

    def lines(self) -> list[str]:
        """Its description, without what belongs to the connection."""
        audio = self.kind == "audio"
        types = f"{OPUS}" if audio else f"{VP8} {VP8_RTX} {H264}"
        lines = [f"m={self.kind} 9 UDP/TLS/RTP/SAVPF {types}", f"a=mid:{self.mid}"]
        lines += [f"a={self.direction}", "a=rtcp-mux"]
        if audio:
            lines += [f"a=rtpmap:{OPUS} opus/48000/2", f"a=fmtp:{OPUS} useinbandfec=1"]
            lines.append(f"a=extmap:{AUDIO_LEVEL_ID} {Uri.AUDIO_LEVEL}")
        else:
            lines += [f"a=rtpmap:{VP8} VP8/90000", f"a=rtpmap:{VP8_RTX} rtx/90000"]
            lines += [f"a=fmtp:{VP8_RTX} apt={VP8}", f"a=extmap:{RID_ID} {Uri.RID}"]
            lines.append(f"a=rtpmap:{H264} H264/90000")
            lines.append(f"a=fmtp:{H264} packetization-mode=1;profile-level-id=42e01f")
        lines += [f"a=extmap:{MID_ID} {Uri.MID}", f"a=extmap:{TRANSPORT_CC_ID} {Uri.TRANSPORT_CC}"]
        lines += [f"a=rid:{rid} send" for rid in self.rids]
        if self.rids:
            lines.append(f"a=simulcast:send {';'.join(self.rids)}")
        if self.ssrc is not None:
            lines.append(f"a=ssrc:{self.ssrc} cname:peer")
        return lines


class Peer:
    """One peer with a socket of its own."""

    def __init__(
        self,
        lines: list[Line],
        setup: str = "actpass",
        certificate: Certificate | None = None,
        on_packet: Callable[[Packet], None] | None = None,
        buffer: int | None = None,
    ) -> None:
        self.lines = lines
        self.packets: list[Packet] = []
        self.reports: list[Rtcp] = []
        self.answered: Offer | None = None
        self.ended = False
        self._setup = setup
        self._on_packet = on_packet or self.packets.append
        self._certificate = certificate or Certificate.generateCertificate()
        self._fragment, self._password = secrets.token_hex(4), secrets.token_hex(12)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        if buffer is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._socket.bind(("127.0.0.1", 0))
        self._reached = asyncio.Event()
        self._dtls: Dtls | None = None
        self._sessions: tuple[Session, Session] | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Its own."""
        host, port = self._socket.getsockname()
        return host, port

    def offer(self) -> str:
        """Its description."""
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
        lines.append(f"a=group:BUNDLE {' '.join(line.mid for line in self.lines)}")
        lines += [f"a=ice-ufrag:{self._fragment}", f"a=ice-pwd:{self._password}"]
        lines += [f"a=fingerprint:sha-256 {self._certificate.fingerprint}"]
        lines.append(f"a=setup:{self._setup}")
        for line in self.lines:
            lines += line.lines()
        return "\r\n".join(lines) + "\r\n"

    async def connect(self, answer: str, certificate_shown: bool = True) -> bool:
        """Follow the answer: checks until one is answered, then DTLS; whether media can flow."""
        self.accept(answer)
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._readable)
        await self.check()
        assert self.answered is not None
        role: Role = "server" if self.answered.setup == "active" else "client"
        self._dtls = Dtls(
            self._certificate,
            role,
            self.answered.fingerprints,
            self._send,
            self._over,
        )
        if not certificate_shown:
            _show_no_certificate(self._dtls)
        self._sessions = await self._dtls.handshake()
        return self._sessions is not None

    def accept(self, answer: str) -> None:
        """Take an answer, the first or a later one."""
        self.answered = parse(answer)
        found = re.search(r"a=candidate:\S+ 1 udp \S+ (\S+) (\d+) typ host", answer)
        assert found is not None
        self.node = (found[1], int(found[2]))

    async def check(self) -> None:
        """Send checks until one is answered."""
        self._reached.clear()
        for _ in range(100):
            self.send_check()
            try:
                await asyncio.wait_for(self._reached.wait(), CHECK_EVERY_S)
                return
            except TimeoutError:
                continue
        raise TimeoutError("no check was answered")

    def send_check(self) -> None:
        """One connectivity check, nominating."""
        assert self.answered is not None
        self._send(
            stun.request(
                f"{self.answered.fragment}:{self._fragment}",
                self.answered.password,
                secrets.token_bytes(12),
                stun.Attribute.ICE_CONTROLLING,
                stun.Attribute.USE_CANDIDATE,
            )
        )

    def send(self, packet: Packet) -> None:
        """Send a packet."""
        assert self._sessions is not None
        self._send(self._sessions[1].protect(bytes(packet)))

    def report(self, *reports: Rtcp) -> None:
        """Send a compound packet."""
        assert self._sessions is not None
        self._send(self._sessions[1].protect_rtcp(b"".join(map(bytes, reports))))

    def send_raw(self, data: bytes) -> None:
        """Send any datagram from its address."""
        self._send(data)

    def detach(self) -> socket.socket:
        """Its socket, from which somebody else reads from now on."""
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        return self._socket

    async def close(self) -> None:
        """Go, with a goodbye."""
        if self._dtls is not None:
            await self._dtls.close()
        self.vanish()

    def vanish(self) -> None:
        """Go without one."""
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._socket.close()

    def _over(self) -> None:
        self.ended = True

    def _send(self, data: bytes) -> None:
        if self._socket.fileno() >= 0:
            self._socket.sendto(data, self.node)

    def _readable(self) -> None:
        for _ in range(64):
            try:
                data = self._socket.recv(2048)
            except BlockingIOError:
                return
            self._take(data)

    def _take(self, data: bytes) -> None:
        if data[0] < 4:
            message = stun.parse(data)
            if message is not None and message.kind == stun.BINDING_SUCCESS:
                self._reached.set()
        elif data[0] < 64:
            if self._dtls is not None:
                self._dtls.received(data)
        elif self._sessions is None:
            return  # the node was ready first
        elif rtp.is_rtcp(data):
            self.reports += rtcp.parse(self._sessions[0].unprotect_rtcp(data))
        else:
            self._on_packet(rtp.parse(self._sessions[0].unprotect(data)))


def _show_no_certificate(dtls: Dtls) -> None:
    """Be as FFmpeg's muxer, which has none as a DTLS client."""
    certificate = copy(dtls._transport._RTCDtlsTransport__local_certificate)  # type: ignore[attr-defined]
    certificate._create_ssl_context = _bare_context
    dtls._transport._RTCDtlsTransport__local_certificate = certificate  # type: ignore[attr-defined]


def _bare_context(srtp_profiles: object) -> SSL.Context:
    context = SSL.Context(SSL.DTLS_METHOD)
    context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    context.set_tlsext_use_srtp(b"SRTP_AES128_CM_SHA1_80")
    return context
