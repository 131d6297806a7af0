"""Retransmission payloads (RFC 4588 section 4): the original sequence number goes first."""

from __future__ import annotations

from dataclasses import replace

from media_node.rtp.errors import Malformed
from media_node.rtp.packet import Packet


def wrap(packet: Packet, ssrc: int, payload_type: int, sequence_number: int) -> Packet:
    """The packet as its retransmission on the stream with this SSRC."""
    return replace(
        packet,
        ssrc=ssrc,
        payload_type=payload_type,
        sequence_number=sequence_number,
        payload=packet.sequence_number.to_bytes(2) + packet.payload,
    )


def unwrap(packet: Packet, ssrc: int, payload_type: int) -> Packet | None:
    """The original packet, of the stream with this SSRC; None for padding. Raises Malformed."""
    if not packet.payload:
        return None
    if len(packet.payload) < 2:
        raise Malformed("retransmission without an original sequence number")
    return replace(
        packet,
        ssrc=ssrc,
        payload_type=payload_type,
        sequence_number=int.from_bytes(packet.payload[:2]),
        payload=packet.payload[2:],
    )
