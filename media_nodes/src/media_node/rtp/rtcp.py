"""RTCP (RFC 3550 section 6, feedback RFC 4585 and 5104), taken apart and put together.

One compound packet becomes a list; what a node does not understand is an `Other` and keeps its
place. aiortc reads every transport-layer feedback as a NACK, so nothing here goes through it.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct, error, pack

from media_node.rtp import nack
from media_node.rtp.errors import Malformed

SR, RR, SDES, BYE, RTPFB, PSFB = 200, 201, 202, 203, 205, 206
NACK_FORMAT, TRANSPORT_CC_FORMAT = 1, 15
PLI_FORMAT, FIR_FORMAT = 1, 4
_HEADER = Struct("!BBH")
_SENDER = Struct("!QIII")
_BLOCK = Struct("!IIIIII")


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How one stream is received (RFC 3550 section 6.4.1); delays in 1/65536 s."""

    ssrc: int
    fraction_lost: int
    packets_lost: int
    highest: int
    jitter: int
    last_sender_report: int = 0
    delay_since: int = 0

    def __bytes__(self) -> bytes:
        """The 24 bytes of the block."""
        lost = self.fraction_lost << 24 | self.packets_lost & 0xFFFFFF
        return _BLOCK.pack(
            self.ssrc, lost, self.highest, self.jitter, self.last_sender_report, self.delay_since
        )


@dataclass(frozen=True, slots=True)
class SenderReport:
    """SR: which RTP timestamp was at which NTP time (64 bits, 32 of them a fraction)."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int = 0
    octets: int = 0
    reports: tuple[ReportBlock, ...] = ()

    def __bytes__(self) -> bytes:
        """The packet on the wire."""
        sender = _SENDER.pack(self.ntp, self.timestamp, self.packets, self.octets)
        blocks = b"".join(map(bytes, self.reports))
        return _packet(len(self.reports), SR, self.ssrc.to_bytes(4) + sender + blocks)


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """RR."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()

    def __bytes__(self) -> bytes:
        """The packet on the wire."""
        blocks = b"".join(map(bytes, self.reports))
        return _packet(len(self.reports), RR, self.ssrc.to_bytes(4) + blocks)


@dataclass(frozen=True, slots=True)
class Nack:
    """Generic NACK (RFC 4585 section 6.2.1)."""

    sender: int
    media: int
    lost: tuple[int, ...]

    def __bytes__(self) -> bytes:
        """The packet on the wire."""
        return _packet(
            NACK_FORMAT, RTPFB, pack("!II", self.sender, self.media) + nack.pack(self.lost)
        )


@dataclass(frozen=True, slots=True)
class Pli:
    """Picture loss indication (RFC 4585 section 6.3.1): a key frame, please."""

    sender: int
    media: int

    def __bytes__(self) -> bytes:
        """The packet on the wire."""
        return _packet(PLI_FORMAT, PSFB, pack("!II", self.sender, self.media))


@dataclass(frozen=True, slots=True)
class Fir:
    """Full intra request (RFC 5104 section 4.3.1): streams and the numbers of the requests."""

    sender: int
    requests: tuple[tuple[int, int], ...]

    def __bytes__(self) -> bytes:
        """The packet on the wire."""
        entries = b"".join(pack("!IBxxx", ssrc, number) for ssrc, number in self.requests)
        return _packet(FIR_FORMAT, PSFB, pack("!II", self.sender, 0) + entries)


@dataclass(frozen=True, slots=True)
class TransportCc:
    """Transport-wide congestion control feedback; `media_node.rtp.transport_cc` reads it."""

    sender: int
    media: int
    information: bytes

    def __bytes__(self) -> bytes:
        """The packet on the wire."""
        return _packet(
            TRANSPORT_CC_FORMAT, RTPFB, pack("!II", self.sender, self.media) + self.information
        )


@dataclass(frozen=True, slots=True)
class SourceName:
    """SDES with the one item that must be there, CNAME (RFC 3550 section 6.5)."""

    ssrc: int
    name: str

    def __bytes__(self) -> bytes:
        """The packet on the wire."""
        item = bytes([1, len(self.name)]) + self.name.encode() + b"\0"
        return _packet(1, SDES, self.ssrc.to_bytes(4) + item + bytes(-len(item) % 4))


@dataclass(frozen=True, slots=True)
class Bye:
    """BYE: these streams have ended."""

    sources: tuple[int, ...]

    def __bytes__(self) -> bytes:
        """The packet on the wire."""
        return _packet(
            len(self.sources), BYE, b"".join(source.to_bytes(4) for source in self.sources)
        )


@dataclass(frozen=True, slots=True)
class Other:
    """A packet that means nothing to a node."""

    kind: int
    count: int
    body: bytes

    def __bytes__(self) -> bytes:
        """The packet on the wire."""
        return _packet(self.count, self.kind, self.body)


Rtcp = SenderReport | ReceiverReport | Nack | Pli | Fir | TransportCc | SourceName | Bye | Other


def parse(data: bytes) -> list[Rtcp]:
    """The packets of a decrypted compound or reduced-size packet (RFC 5506). Raises Malformed."""
    found: list[Rtcp] = []
    at, end = 0, len(data)
    while at < end:
        if end - at < _HEADER.size:
            raise Malformed("RTCP header is cut off")
        first, kind, words = _HEADER.unpack_from(data, at)
        if first >> 6 != 2:
            raise Malformed("not RTCP version 2")
        start, at = at + _HEADER.size, at + 4 * (words + 1)
        if at > end:
            raise Malformed("RTCP packet is cut off")
        try:
            found.append(_parse_one(kind, first & 0x1F, _body(data[start:at], first)))
        except (error, IndexError):
            raise Malformed("RTCP packet is shorter than its kind") from None
    return found


def _body(body: bytes, first: int) -> bytes:
    if not first & 0x20:
        return body
    if not body or not 0 < body[-1] <= len(body):
        raise Malformed("RTCP padding is longer than its packet")
    return body[: -body[-1]]


def _parse_one(kind: int, count: int, body: bytes) -> Rtcp:
    if kind == SR:
        ntp, timestamp, packets, octets = _SENDER.unpack_from(body, 4)
        blocks = _blocks(body[24:], count)
        return SenderReport(_ssrc(body, 0), ntp, timestamp, packets, octets, blocks)
    if kind == RR:
        return ReceiverReport(_ssrc(body, 0), _blocks(body[4:], count))
    if kind == BYE:
        return Bye(tuple(_ssrc(body, 4 * n) for n in range(count)))
    if (kind, count) == (RTPFB, NACK_FORMAT):
        return Nack(_ssrc(body, 0), _ssrc(body, 4), nack.unpack(body[8:]))
    if (kind, count) == (RTPFB, TRANSPORT_CC_FORMAT):
        return TransportCc(_ssrc(body, 0), _ssrc(body, 4), body[8:])
    if (kind, count) == (PSFB, PLI_FORMAT):
        return Pli(_ssrc(body, 0), _ssrc(body, 4))
    if (kind, count) == (PSFB, FIR_FORMAT):
        requests = range(8, len(body) - 7, 8)
        return Fir(_ssrc(body, 0), tuple((_ssrc(body, at), body[at + 4]) for at in requests))
    return Other(kind, count, body)


def _blocks(data: bytes, count: int) -> tuple[ReportBlock, ...]:
    blocks = []
    for n in range(count):
        ssrc, lost, *rest = _BLOCK.unpack_from(data, _BLOCK.size * n)
        packets = lost & 0xFFFFFF
        packets -= 0x1000000 if packets & 0x800000 else 0
        blocks.append(ReportBlock(ssrc, lost >> 24, packets, *rest))
    return tuple(blocks)


def _ssrc(body: bytes, at: int) -> int:
    if at + 4 > len(body):
        raise IndexError
    return int.from_bytes(body[at : at + 4])


def _packet(count: int, kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    return _HEADER.pack(0x80 | count, kind, len(body) // 4) + body
