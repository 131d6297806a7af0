"""The VP8 payload descriptor (RFC 7741 section 4.2), read and kept continuous.

A decoder that sees the picture id or TL0PICIDX jump, as they do between simulcast layers, waits for
a key frame it already has and freezes. Both lie outside an encrypted frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from media_node.rtp.errors import Malformed


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a payload's first bytes say; `*_at` are offsets into the payload."""

    length: int
    starts_frame: bool
    picture_id: int | None = None
    picture_id_bits: int = 0
    picture_id_at: int = 0
    tl0_index: int | None = None
    tl0_index_at: int = 0
    temporal_id: int | None = None


def parse(payload: bytes) -> Descriptor:
    """The descriptor at the start of a payload. Raises Malformed."""
    try:
        return _parse(payload)
    except IndexError:
        raise Malformed("VP8 descriptor is cut off") from None


def starts_key_frame(payload: bytes) -> bool:
    """Whether a key frame begins here (P of RFC 7741 section 4.3). Raises Malformed."""
    descriptor = parse(payload)
    if not descriptor.starts_frame or len(payload) <= descriptor.length:
        return False
    return not payload[descriptor.length] & 0x01


def shift(payload: bytes, picture_id: int, tl0_index: int) -> bytes:
    """The payload with so much added to its picture id and TL0PICIDX. Raises Malformed."""
    descriptor = parse(payload)
    changed = bytearray(payload)
    if descriptor.picture_id is not None:
        at, bits = descriptor.picture_id_at, descriptor.picture_id_bits
        value = (descriptor.picture_id + picture_id) & ((1 << bits) - 1)
        if bits == 15:
            changed[at : at + 2] = (0x8000 | value).to_bytes(2)
        else:
            changed[at] = value
    if descriptor.tl0_index is not None:
        changed[descriptor.tl0_index_at] = (descriptor.tl0_index + tl0_index) & 0xFF
    return bytes(changed)


def _parse(payload: bytes) -> Descriptor:
    first, at = payload[0], 1
    starts = bool(first & 0x10) and not first & 0x07  # S, and partition index 0
    if not first & 0x80:  # X
        return Descriptor(at, starts)
    flags, at = payload[at], at + 1
    picture_id = tl0_index = temporal_id = None
    picture_id_at = tl0_index_at = bits = 0
    if flags & 0x80:  # I
        picture_id_at, bits = at, 15 if payload[at] & 0x80 else 7
        picture_id, at = payload[at] & 0x7F, at + 1
        if bits == 15:
            picture_id, at = picture_id << 8 | payload[at], at + 1
    if flags & 0x40:  # L
        tl0_index, tl0_index_at, at = payload[at], at, at + 1
    if flags & 0x30:  # T or K
        temporal_id, at = payload[at] >> 6 if flags & 0x20 else None, at + 1
    return Descriptor(
        at, starts, picture_id, bits, picture_id_at, tl0_index, tl0_index_at, temporal_id
    )
