"""RTP packets (RFC 3550 section 5.1), read into their parts and written from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct

from media_node.rtp import extensions
from media_node.rtp.errors import Malformed

VERSION = 2
FIXED = Struct("!BBHII")
#: Fixed header followed by the two words that begin an extension block.
_WORD = Struct("!HH")


@dataclass(slots=True)
class Packet:
    """One packet without padding; `payload` is empty when it was nothing but padding."""

    payload_type: int
    sequence_number: int
    timestamp: int
    ssrc: int
    marker: bool = False
    extensions: Mapping[int, bytes] = extensions.NONE
    payload: bytes = b""

    def __bytes__(self) -> bytes:
        """The packet on the wire. CSRCs are not kept: a forwarder mixes nothing."""
        block = extensions.build(self.extensions)
        return header(self, block) + block + self.payload


def header(packet: Packet, block: bytes) -> bytes:
    """The fixed header of a packet that is followed by this extension block."""
    return FIXED.pack(
        0x90 if block else 0x80,
        packet.marker << 7 | packet.payload_type,
        packet.sequence_number,
        packet.timestamp,
        packet.ssrc,
    )


def is_rtcp(datagram: bytes) -> bool:
    """Which of the two shares the port (RFC 5761 section 4); for at least two bytes."""
    return 192 <= datagram[1] <= 223


def parse(data: bytes) -> Packet:
    """The packet in a datagram that was decrypted. Raises Malformed."""
    if len(data) < FIXED.size:
        raise Malformed("RTP packet is shorter than its header")
    first, second, sequence_number, timestamp, ssrc = FIXED.unpack_from(data)
    if first >> 6 != VERSION:
        raise Malformed("not RTP version 2")
    end = len(data) - _padding(data) if first & 0x20 else len(data)
    start = FIXED.size + 4 * (first & 0x0F)
    found = extensions.NONE
    if first & 0x10:
        if start + _WORD.size > end:
            raise Malformed("RTP header extension is cut off")
        profile, words = _WORD.unpack_from(data, start)
        block, start = start + _WORD.size, start + _WORD.size + 4 * words
        if start <= end:
            found = extensions.parse(profile, data[block:start])
    if start > end:
        raise Malformed("RTP header is longer than its packet")
    return Packet(
        second & 0x7F,
        sequence_number,
        timestamp,
        ssrc,
        bool(second & 0x80),
        found,
        data[start:end],
    )


def _padding(data: bytes) -> int:
    count = data[-1]
    if not 0 < count <= len(data) - FIXED.size:
        raise Malformed("RTP padding is longer than its packet")
    return count
