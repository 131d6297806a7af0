"""The loop from one incoming packet to everybody who gets it.

`Forwarder` is what an implementation in another language offers too; the one in Python is the
reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from media_node.forwarding.layer import Layer
from media_node.forwarding.outgoing import ExtensionIds, Outgoing
from media_node.rtp import extensions, vp8
from media_node.rtp.errors import Malformed
from media_node.rtp.extensions import FORWARDED
from media_node.rtp.packet import FIXED, Packet
from media_node.rtp.rewrite import Span

_MASK32 = 0xFFFFFFFF


class Forwarder(Protocol):
    """Sends packets on."""

    def forward(self, layer: Layer, index: int, packet: Packet) -> int:
        """Send a layer's packet to all it goes to; how many copies.

        `index` is its unwrapped number.
        """

    def resend(self, outgoing: Outgoing, numbers: Iterable[int], now: float) -> int:
        """Send again what a subscriber missed, by the numbers it knows; how many packets."""


class PythonForwarder:
    """Header and extension block per subscriber, the rest shared between those that are alike."""

    def forward(self, layer: Layer, index: int, packet: Packet) -> int:
        """See Forwarder."""
        number, timestamp = packet.sequence_number, packet.timestamp
        marker = packet.marker << 7
        tails: dict[tuple[ExtensionIds, int, int], tuple[int, bytes]] = {}
        pack, copies = FIXED.pack, 0
        for outgoing in layer.outgoing:
            span = outgoing.span
            if span is None or index < span.first:
                continue
            shared = tails.get(outgoing.variant)
            if shared is None:
                shared = tails[outgoing.variant] = _tail(layer, outgoing.extensions, span, packet)
            outgoing.link.send_rtp(
                pack(
                    shared[0],
                    marker | outgoing.payload_type,
                    (number + span.sequence_number) & 0xFFFF,
                    (timestamp + span.timestamp) & _MASK32,
                    outgoing.ssrc,
                )
                + shared[1]
            )
            copies += 1
        return copies

    def resend(self, outgoing: Outgoing, numbers: Iterable[int], now: float) -> int:
        """See Forwarder."""
        copies = 0
        for number in numbers:
            missed = outgoing.missed(number, now)
            if missed is not None:
                outgoing.link.send_rtp(_again(outgoing, number, *missed))
                copies += 1
        return copies


def _tail(layer: Layer, subscriber: ExtensionIds, span: Span, packet: Packet) -> tuple[int, bytes]:
    """The first byte, and what follows the fixed header."""
    block = _block(layer, subscriber, packet)
    return 0x90 if block else 0x80, block + _payload(layer, span, packet)


def _block(layer: Layer, subscriber: ExtensionIds, packet: Packet) -> bytes:
    """The extensions that go on, under the subscriber's ids."""
    if not packet.extensions:
        return b""
    elements = {
        theirs: value
        for uri, theirs in zip(FORWARDED, subscriber, strict=False)
        if theirs is not None
        and (value := packet.extensions.get(layer.extensions.get(uri, 0))) is not None
    }
    return extensions.build(elements)


def _payload(layer: Layer, span: Span, packet: Packet) -> bytes:
    if layer.codec.name != "VP8" or not (span.picture_id or span.tl0_index):
        return packet.payload
    try:
        return vp8.shift(packet.payload, span.picture_id, span.tl0_index)
    except Malformed:  # padding, or nothing that a decoder would take either
        return packet.payload


def _again(outgoing: Outgoing, number: int, span: Span, packet: Packet) -> bytes:
    """As a retransmission (RFC 4588); where none was negotiated, the same packet once more."""
    layer = span.source
    assert isinstance(layer, Layer)
    first, tail = _tail(layer, outgoing.extensions, span, packet)
    timestamp = (packet.timestamp + span.timestamp) & _MASK32
    types = outgoing.types[layer.codec]
    marker = packet.marker << 7
    if types.repair is None:
        return FIXED.pack(first, marker | types.media, number, timestamp, outgoing.ssrc) + tail
    outgoing.repair_number = (outgoing.repair_number + 1) & 0xFFFF
    header = FIXED.pack(
        first, marker | types.repair, outgoing.repair_number, timestamp, outgoing.repair_ssrc
    )
    # The block comes before the payload, and the original number between them.
    block = len(tail) - len(packet.payload)
    return header + tail[:block] + number.to_bytes(2) + tail[block:]
