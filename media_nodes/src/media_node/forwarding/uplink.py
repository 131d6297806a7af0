"""What a participant publishes: from its packets to layers of tracks, and the feedback for it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from media_node.forwarding.layer import Layer
from media_node.rtp import packet as rtp
from media_node.rtp import rtx, transport_cc
from media_node.rtp.clock import StreamClock
from media_node.rtp.errors import Malformed
from media_node.rtp.extensions import Uri
from media_node.rtp.packet import Packet
from media_node.rtp.rtcp import Nack, Pli, ReceiverReport, Rtcp, SenderReport, TransportCc
from media_node.rtp.transport_cc import ArrivalLog
from media_node.sdp.model import Codec, Media

#: SSRCs of one participant; a participant that makes up more is not listened to.
MOST_STREAMS = 64
#: RTCP counts at most 31 reports in a packet.
_MOST_BLOCKS = 31


@dataclass(slots=True, eq=False)
class Section:
    """An m-line that is published on, as it was answered."""

    media: Media
    codecs: dict[int, Codec]
    layers: dict[int, Layer] = field(default_factory=dict)

    def layer_of(self, rid: str) -> Layer | None:
        """Its layer by this name."""
        return next((layer for layer in self.layers.values() if layer.rid == rid), None)


Deliver = Callable[[Section, Layer, int, Packet, bool], None]


class Uplink:
    """The publishing side of one connection."""

    def __init__(
        self,
        send: Callable[[bytes], None],
        found: Callable[[Section, Layer], None],
        deliver: Deliver,
    ) -> None:
        self.ssrc = secrets.randbits(32) or 1
        self.malformed = 0
        self.sections: dict[str, Section] = {}
        self.repairs: set[Layer] = set()
        self.round_trip = 0.1
        self._send = send
        self._found = found
        self._deliver = deliver
        self._streams: dict[int, tuple[Section, Layer]] = {}
        self._repaired: dict[int, tuple[Section, Layer]] = {}
        self._arrivals = ArrivalLog()
        self._transport_cc: int | None = None

    def publish(self, media: Media, codecs: Iterable[Codec]) -> Section:
        """Listen to an m-line of an offer; one that is known already is kept."""
        section = self.sections.get(media.mid)
        if section is None:
            section = self.sections[media.mid] = Section(media, {})
        section.media = media
        section.codecs |= {codec.payload_type: codec for codec in codecs}
        self._transport_cc = self._transport_cc or media.extensions.get(Uri.TRANSPORT_CC)
        return section

    def unpublish(self, mid: str) -> Section | None:
        """Listen to it no more."""
        section = self.sections.pop(mid, None)
        if section is not None:
            for streams in (self._streams, self._repaired):
                for ssrc in [ssrc for ssrc, (of, _) in streams.items() if of is section]:
                    del streams[ssrc]
            self.repairs -= {*section.layers.values()}
        return section

    def received(self, data: bytes, now: float) -> None:
        """A decrypted packet."""
        try:
            packet = rtp.parse(data)
            self._received(packet, now)
        except Malformed:
            self.malformed += 1

    def reported(self, reports: Iterable[Rtcp], now: float) -> list[Layer]:
        """Take the sender reports of its streams; the layers whose clock was told."""
        told = []
        for report in reports:
            if isinstance(report, SenderReport) and report.ssrc in self._streams:
                layer = self._streams[report.ssrc][1]
                layer.clock = StreamClock(report.ntp, report.timestamp, layer.codec.clock_rate)
                layer.statistics.sender_report(report.ntp, now)
                told.append(layer)
        return told

    def ask_key_frame(self, layer: Layer, now: float) -> None:
        """Somebody needs one; asked for now or when it is time."""
        if layer.key_frames.ask(now):
            self._send(bytes(Pli(self.ssrc, layer.ssrc)))

    def repair(self, now: float) -> None:
        """Ask for what is missing; a few times a round trip."""
        for layer in list(self.repairs):
            missing = layer.gaps.due(now, self.round_trip) if layer.gaps else []
            if missing:
                lost = tuple(index & 0xFFFF for index in missing)
                self._send(bytes(Nack(self.ssrc, layer.ssrc, lost)))
            elif not layer.gaps or not layer.gaps.pending:
                self.repairs.discard(layer)

    def feed_back(self) -> None:
        """Tell when packets came, for the publisher's estimate of its bandwidth."""
        feedback = self._arrivals.take()
        if feedback is not None:
            information = transport_cc.build(feedback)
            media = next(iter(self._streams), 0)
            self._send(bytes(TransportCc(self.ssrc, media, information)))

    def ask_again(self, now: float) -> None:
        """Ask for the key frames that somebody still waits for, as often as that may be."""
        for _, layer in self._streams.values():
            if layer.kind == "video" and layer.waiting:
                self.ask_key_frame(layer, now)
            elif layer.key_frames.due(now):
                self._send(bytes(Pli(self.ssrc, layer.ssrc)))

    def report(self, now: float) -> None:
        """Send the receiver report."""
        layers = [layer for _, layer in self._streams.values() if layer.statistics.received]
        for start in range(0, len(layers), _MOST_BLOCKS):
            blocks = [la.statistics.report(now) for la in layers[start : start + _MOST_BLOCKS]]
            self._send(bytes(ReceiverReport(self.ssrc, tuple(blocks))))

    def _received(self, packet: Packet, now: float) -> None:
        if self._transport_cc is not None:
            number = packet.extensions.get(self._transport_cc, b"")
            if len(number) == 2:
                self._arrivals.add(int.from_bytes(number), now)
        known = self._streams.get(packet.ssrc)
        if known is None:
            repaired = self._repaired.get(packet.ssrc)
            if repaired is None:
                known = self._discover(packet, now)
            else:
                known, packet = repaired, self._unwrapped(*repaired, packet) or packet
        if known is None or packet.ssrc != known[1].ssrc:
            return
        self._take(*known, packet, now)

    def _take(self, section: Section, layer: Layer, packet: Packet, now: float) -> None:
        codec = section.codecs.get(packet.payload_type)
        if codec is None or codec.key != layer.codec:
            return  # a change of codec needs a new stream
        index = layer.take(packet, now)
        if index is None:
            return
        if layer.gaps is not None and layer.gaps.pending:
            self.repairs.add(layer)
        begins = layer.advance(index, packet, now)
        if begins:
            layer.key_frames.came()
        self._deliver(section, layer, index, packet, begins)

    def _unwrapped(self, section: Section, layer: Layer, packet: Packet) -> Packet | None:
        codec = section.codecs.get(packet.payload_type)
        if codec is None or codec.repaired is None:
            return None
        return rtx.unwrap(packet, layer.ssrc, codec.repaired)

    def _discover(self, packet: Packet, now: float) -> tuple[Section, Layer] | None:
        """Whose stream this is, by its first packets (RFC 8843 section 9.2, RFC 8852)."""
        section = self._section_of(packet)
        codec = section.codecs.get(packet.payload_type) if section else None
        if section is None or codec is None or len(self._streams) >= MOST_STREAMS:
            return None
        if codec.name == "RTX":
            self._discover_repair(section, packet)
            return None
        rid = _text(section, packet, Uri.RID)
        if section.media.rids and rid not in section.media.rids:
            return None
        if not section.media.rids and section.layers:
            return None  # one m-line without simulcast is one stream
        layer = Layer(
            section.media.kind, packet.ssrc, codec.key, rid, section.media.extensions, now
        )
        section.layers[packet.ssrc] = layer
        self._streams[packet.ssrc] = (section, layer)
        self._found(section, layer)
        return section, layer

    def _discover_repair(self, section: Section, packet: Packet) -> None:
        rid = _text(section, packet, Uri.REPAIRED_RID)
        if rid:
            layer = section.layer_of(rid)
        else:
            layer = section.layers.get(section.media.repairs.get(packet.ssrc, 0))
        if layer is not None and len(self._repaired) < MOST_STREAMS:
            self._repaired[packet.ssrc] = (section, layer)

    def _section_of(self, packet: Packet) -> Section | None:
        for section in self.sections.values():
            media = section.media
            mid = _text(section, packet, Uri.MID)
            if mid and mid in self.sections:
                return self.sections[mid]
            if packet.ssrc in media.ssrcs:
                return section
        able = [s for s in self.sections.values() if packet.payload_type in s.codecs]
        return able[0] if len(able) == 1 else None


def _text(section: Section, packet: Packet, uri: Uri) -> str:
    number = section.media.extensions.get(uri, 0)
    return packet.extensions.get(number, b"").decode("ascii", "replace").rstrip("\0")
