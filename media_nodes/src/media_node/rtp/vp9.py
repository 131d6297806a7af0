"""The VP9 payload descriptor (RFC 9628 section 4.2)."""

from __future__ import annotations

from dataclasses import dataclass

from media_node.rtp.errors import Malformed


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a payload's first bytes say."""

    length: int
    starts_frame: bool
    ends_frame: bool
    is_inter_predicted: bool
    has_structure: bool
    picture_id: int | None
    spatial_id: int
    temporal_id: int


def parse(payload: bytes) -> Descriptor:
    """The descriptor at the start of a payload. Raises Malformed."""
    try:
        return _parse(payload)
    except IndexError:
        raise Malformed("VP9 descriptor is cut off") from None


def starts_key_frame(payload: bytes) -> bool:
    """Whether a key frame's base layer begins in this payload. Raises Malformed."""
    descriptor = parse(payload)
    return (
        descriptor.starts_frame and not descriptor.is_inter_predicted and descriptor.spatial_id == 0
    )


def _parse(payload: bytes) -> Descriptor:
    first, at = payload[0], 1
    flexible, inter = bool(first & 0x10), bool(first & 0x40)
    picture_id = None
    if first & 0x80:  # I
        picture_id, at = payload[at] & 0x7F, at + 1
        if payload[at - 1] & 0x80:
            picture_id, at = picture_id << 8 | payload[at], at + 1
    spatial_id = temporal_id = 0
    if first & 0x20:  # L
        temporal_id, spatial_id, at = payload[at] >> 5, payload[at] >> 1 & 0x07, at + 1
        if not flexible:
            at = _skip(payload, at, 1)  # TL0PICIDX
    if flexible and inter:
        at = _skip_references(payload, at)
    if first & 0x02:  # V
        at = _skip_structure(payload, at)
    return Descriptor(
        at, bool(first & 0x08), bool(first & 0x04), inter, bool(first & 0x02),
        picture_id, spatial_id, temporal_id,
    )  # fmt: skip


def _skip(payload: bytes, at: int, count: int) -> int:
    """The offset after so many bytes, which must be there."""
    if at + count > len(payload):
        raise IndexError
    return at + count


def _skip_references(payload: bytes, at: int) -> int:
    """Past up to three P_DIFF bytes; the last has no N bit."""
    for _ in range(3):
        at += 1
        if not payload[at - 1] & 0x01:
            return at
    raise Malformed("VP9 frame with more than three references")


def _skip_structure(payload: bytes, at: int) -> int:
    """Past the scalability structure (RFC 9628 section 4.2.1)."""
    first, at = payload[at], at + 1
    if first & 0x10:  # Y: width and height of each spatial layer
        at = _skip(payload, at, 4 * ((first >> 5) + 1))
    if first & 0x08:  # G: the picture group
        pictures, at = payload[at], at + 1
        for _ in range(pictures):
            at = _skip(payload, at + 1, payload[at] >> 2 & 0x03)
    return at
