"""One incoming stream: a microphone, or one simulcast layer of a camera or screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from media_node.forwarding.keyframes import KeyFrameRequests
from media_node.rtp import codecs, vp8
from media_node.rtp.clock import StreamClock
from media_node.rtp.errors import Malformed
from media_node.rtp.extensions import Uri
from media_node.rtp.nack import NackTracker
from media_node.rtp.packet import Packet
from media_node.rtp.rewrite import Head
from media_node.rtp.ring import PacketRing
from media_node.rtp.sequence import Unwrapper
from media_node.rtp.statistics import ReceptionStatistics
from media_node.sdp.model import CodecKey

if TYPE_CHECKING:
    from media_node.forwarding.outgoing import Outgoing

#: Without a packet for so long a layer is taken for switched off by its publisher.
STALLED_S = 1.5
#: Audio is not repaired by asking again unless it is this kind.
_REPAIRED = "video"


class Layer:
    """What is known of the stream, who is sent it (`outgoing`) and who waits for it."""

    def __init__(
        self,
        kind: str,
        ssrc: int,
        codec: CodecKey,
        rid: str = "",
        extensions: Mapping[Uri, int] | None = None,
        now: float = 0.0,
    ) -> None:
        self.kind = kind
        #: The publisher's ids of extensions.
        self.extensions = extensions or {}
        self.ssrc = ssrc
        self.codec = codec
        self.rid = rid
        self.head = Head(arrival=now)
        self.ring = PacketRing()
        self.clock: StreamClock | None = None
        self.gaps = NackTracker() if kind == _REPAIRED else None
        self.statistics = ReceptionStatistics(ssrc, codec.clock_rate)
        self.key_frames = KeyFrameRequests()
        self.outgoing: list[Outgoing] = []
        self.waiting: list[Outgoing] = []
        self._unwrapper = Unwrapper()

    def is_live(self, now: float) -> bool:
        """Whether packets come."""
        return now - self.head.arrival < STALLED_S

    def take(self, packet: Packet, now: float) -> int | None:
        """Keep a packet; its unwrapped number, or None when it is not new."""
        index = self._unwrapper.index(packet.sequence_number)
        if not self.ring.add(index, packet):
            return None
        self.statistics.add(index, packet.timestamp, len(packet.payload), now)
        if self.gaps is not None:
            self.gaps.received(index, now)
        return index

    def advance(self, index: int, packet: Packet, now: float) -> bool:
        """Move the head to a packet, unless it came late; whether a decoder can begin with it."""
        head = self.head
        if index < head.index:
            return False
        head.index, head.timestamp, head.arrival = index, packet.timestamp, now
        if self.codec.name == "VP8" and packet.payload:
            self._note_picture(packet.payload)
        return codecs.starts_key_frame(self.codec.name, packet.payload)

    def count(self, packet: Packet) -> None:
        """Count a packet as sent on."""
        self.head.packets += 1
        self.head.octets += len(packet.payload)

    def _note_picture(self, payload: bytes) -> None:
        try:
            descriptor = vp8.parse(payload)
        except Malformed:
            return
        if descriptor.picture_id is not None:
            self.head.picture_id = descriptor.picture_id
        if descriptor.tl0_index is not None:
            self.head.tl0_index = descriptor.tl0_index
