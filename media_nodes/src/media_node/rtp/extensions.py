"""RTP header extensions (RFC 8285): one-byte and two-byte elements."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from media_node.rtp.errors import Malformed

ONE_BYTE = 0xBEDE
TWO_BYTE = 0x1000
NONE: Mapping[int, bytes] = MappingProxyType({})


class Uri(StrEnum):
    """The extensions a node negotiates."""

    MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
    RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
    REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
    AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
    TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    VIDEO_ORIENTATION = "urn:3gpp:video-orientation"
    PLAYOUT_DELAY = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
    CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
    DEPENDENCY_DESCRIPTOR = (
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
    )


#: What describes the media itself and reaches subscribers as it came. The others belong to one hop.
FORWARDED = (
    Uri.AUDIO_LEVEL,
    Uri.VIDEO_ORIENTATION,
    Uri.PLAYOUT_DELAY,
    Uri.CAPTURE_TIME,
    Uri.DEPENDENCY_DESCRIPTOR,
)


def parse(profile: int, block: bytes) -> Mapping[int, bytes]:
    """The elements of an extension block by id; none for a profile that is not RFC 8285's.

    Of elements with the same id the last counts. Raises Malformed.
    """
    if profile == ONE_BYTE:
        return _parse_one_byte(block)
    if profile & 0xFFF0 == TWO_BYTE:
        return _parse_two_byte(block)
    return NONE


def build(elements: Mapping[int, bytes]) -> bytes:
    """The block for these elements, its own header included; nothing for none.

    One-byte elements where they suffice (ids 1 to 14, 1 to 16 bytes), two-byte ones otherwise
    (ids 1 to 255, up to 255 bytes).
    """
    if not elements:
        return b""
    short = all(1 <= key <= 14 and 1 <= len(value) <= 16 for key, value in elements.items())
    body = bytearray()
    for key, value in elements.items():
        body += bytes([key << 4 | len(value) - 1] if short else [key, len(value)])
        body += value
    body += bytes(-len(body) % 4)
    profile = ONE_BYTE if short else TWO_BYTE
    return profile.to_bytes(2) + (len(body) // 4).to_bytes(2) + bytes(body)


def _parse_one_byte(block: bytes) -> Mapping[int, bytes]:
    found: dict[int, bytes] = {}
    at, end = 0, len(block)
    while at < end:
        key, length = block[at] >> 4, (block[at] & 0x0F) + 1
        if block[at] == 0:  # padding
            at += 1
            continue
        if key == 15:  # reserved: RFC 8285 section 4.2 has readers stop here
            break
        found[key] = _element(block, at + 1, length)
        at += 1 + length
    return found


def _parse_two_byte(block: bytes) -> Mapping[int, bytes]:
    found: dict[int, bytes] = {}
    at, end = 0, len(block)
    while at < end:
        if block[at] == 0:
            at += 1
            continue
        if at + 1 >= end:
            raise Malformed("RTP header extension element is cut off")
        found[block[at]] = _element(block, at + 2, block[at + 1])
        at += 2 + block[at + 1]
    return found


def _element(block: bytes, start: int, length: int) -> bytes:
    if start + length > len(block):
        raise Malformed("RTP header extension element is cut off")
    return block[start : start + length]
