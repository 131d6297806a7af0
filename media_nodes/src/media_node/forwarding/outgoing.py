"""One outgoing stream: what one subscriber gets on one of its m-lines."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from media_node.forwarding.keyframes import Patience
from media_node.forwarding.layer import Layer
from media_node.rtp.clock import offset_between
from media_node.rtp.extensions import FORWARDED, Uri
from media_node.rtp.packet import Packet
from media_node.rtp.rewrite import Rewriter, Span
from media_node.sdp.model import Codec, CodecKey

#: Retransmissions to one subscriber on one stream, in a second.
MOST_RESENT = 500


class Link(Protocol):
    """Where the packets go."""

    def send_rtp(self, packet: bytes) -> None:
        """Protect and send."""


#: The ids under which a subscriber reads the extensions that are forwarded, in a fixed order.
ExtensionIds = tuple[int | None, ...]


def extension_ids(negotiated: Mapping[Uri, int]) -> ExtensionIds:
    """Those of one m-line; equal ones share what is built for a packet."""
    return tuple(negotiated.get(uri) for uri in FORWARDED)


@dataclass(frozen=True, slots=True)
class PayloadTypes:
    """How a subscriber numbers a codec and its retransmissions."""

    media: int
    repair: int | None


def payload_types(codecs: tuple[Codec, ...]) -> dict[CodecKey, PayloadTypes]:
    """Those of one m-line; of codecs that are alike the first."""
    repairs = {codec.repaired: codec.payload_type for codec in codecs if codec.name == "RTX"}
    found: dict[CodecKey, PayloadTypes] = {}
    for codec in codecs:
        if codec.name != "RTX":
            types = PayloadTypes(codec.payload_type, repairs.get(codec.payload_type))
            found.setdefault(codec.key, types)
    return found


def _tell_nobody(now: float) -> None:
    """Of a stream that no connection has yet."""


class Outgoing:
    """A stream with one SSRC for ever, whatever it carries.

    `layer` is what it carries now, `wanted` what it changes to at the next key frame.
    """

    def __init__(self, kind: str, mid: str, link: Link) -> None:
        self.kind = kind
        self.mid = mid
        self.link = link
        self.ssrc = secrets.randbits(32) or 1
        self.repair_ssrc = secrets.randbits(32) or 2
        self.repair_number = secrets.randbits(15)
        self.types: dict[CodecKey, PayloadTypes] = {}
        self.extensions: ExtensionIds = ()
        self.payload_type = 0
        self.layer: Layer | None = None
        self.wanted: Layer | None = None
        self.span: Span | None = None
        #: What packets for it have in common with those for others.
        self.variant: tuple[ExtensionIds, int, int] = ((), 0, 0)
        self.patience = Patience()
        self.fraction_lost = 0
        self.resent = 0
        #: Tells the subscriber the publisher's clock, when it is known.
        self.tell_clock: Callable[[float], None] = _tell_nobody
        self._resent_in: tuple[int, int] = (0, 0)
        self._rewriter = Rewriter(secrets.randbits(15), secrets.randbits(31))

    def carries(self, codec: CodecKey) -> bool:
        """Whether the subscriber can decode it on this m-line."""
        return codec in self.types

    def want(self, layer: Layer | None) -> None:
        """Change to a layer when it can be entered; None stops at once."""
        if layer is not None and layer is (self.wanted or self.layer):
            return
        if self.wanted is not None:
            self.wanted.waiting.remove(self)
        self.wanted = None
        if layer is None:
            self.stop()
        elif layer is not self.layer and self.carries(layer.codec):
            self.wanted = layer
            layer.waiting.append(self)

    def stop(self) -> None:
        """Carry nothing from now on."""
        if self.layer is not None:
            self._rewriter.leave(self.layer.head)
            self.layer.outgoing.remove(self)
        self.layer = self.span = None

    def enter(self, layer: Layer) -> None:
        """Carry a layer from its head on, which is where a decoder can begin."""
        before = self.layer
        offset = None
        if before is not None and self.span is not None and before.clock and layer.clock:
            scale = offset_between(before.clock, layer.clock)
            offset = (scale + self.span.timestamp) & 0xFFFFFFFF
        self.stop()
        layer.waiting.remove(self)
        layer.outgoing.append(self)
        self.layer, self.wanted = layer, None
        self.payload_type = self.types[layer.codec].media
        self.span = self._rewriter.enter(layer, layer.head, layer.codec.clock_rate, offset)
        self.variant = (self.extensions, self.span.picture_id, self.span.tl0_index)
        self.tell_clock(layer.head.arrival)

    def sent(self) -> tuple[int, int]:
        """Packets and octets so far."""
        return self._rewriter.sent(self.layer.head) if self.layer else (0, 0)

    def missed(self, number: int, now: float) -> tuple[Span, Packet] | None:
        """The packet it was sent under this number, while it is kept and resending is sensible."""
        second = int(now)
        count = self._resent_in[1] if self._resent_in[0] == second else 0
        origin = self._rewriter.origin(number, self.layer.head.index if self.layer else 0)
        if origin is None or count >= MOST_RESENT or not isinstance(origin.span.source, Layer):
            return None
        packet = origin.span.source.ring.get(origin.index)
        if packet is None:
            return None
        self._resent_in = (second, count + 1)
        self.resent += 1
        return origin.span, packet
