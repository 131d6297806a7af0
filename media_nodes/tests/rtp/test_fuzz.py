"""Whatever comes, packets are read or refused, and nothing else happens."""

from __future__ import annotations

from media_node.rtp import codecs, levels, packet, rtcp, rtx, transport_cc, vp8
from media_node.rtp.errors import Malformed
from media_node.rtp.packet import Packet
from media_node.rtp.rtcp import Fir, Nack, Pli, ReceiverReport, ReportBlock, SenderReport
from media_node.rtp.transport_cc import Feedback
from tests.fuzzing import survives

VP8 = bytes.fromhex("90e0923407401000")
VP9 = bytes.fromhex("aa812342053801400100028002000184 01")
PACKETS = [
    bytes(Packet(96, 1, 2, 3, True, {1: b"0", 3: b"\x05\x06"}, VP8)),
    bytes(Packet(98, 0xFFFF, 2, 3, False, {200: b"h" * 20}, VP9)),
    bytes(Packet(97, 1, 2, 3, payload=b"\x00\x01" + VP8)),
]
FEEDBACK = transport_cc.build(Feedback(65530, 1, (800, None, 900, 70, *[None] * 20, 72)))
REPORTS = [
    bytes(SenderReport(1, 2, 3, 4, 5, (ReportBlock(6, 7, -8, 9, 10),))),
    bytes(ReceiverReport(1, (ReportBlock(6, 7, 8, 9, 10),))) + bytes(Pli(1, 2)),
    bytes(Nack(1, 2, (3, 4, 500))) + bytes(Fir(1, ((2, 3),))),
    bytes(rtcp.TransportCc(1, 2, FEEDBACK)) + bytes(rtcp.SourceName(1, "node")),
]


def read_packet(data: bytes) -> None:
    """All that a node reads of a packet it decrypted."""
    read = packet.parse(data)
    bytes(read)
    levels.parse(read.extensions.get(1))
    for codec in codecs.VIDEO:
        codecs.starts_key_frame(codec, read.payload)
    rtx.unwrap(read, 1, 96)
    vp8.shift(read.payload, 5, 6)


def read_reports(data: bytes) -> None:
    """All that it reads of a compound packet."""
    for part in rtcp.parse(data):
        bytes(part)
        if isinstance(part, rtcp.TransportCc):
            transport_cc.parse(part.information)


def test_packets_from_anyone_are_read_or_refused() -> None:
    taken, refused = survives(read_packet, PACKETS, Malformed)
    assert min(taken, refused) > 1000


def test_reports_from_anyone_are_read_or_refused() -> None:
    taken, refused = survives(read_reports, REPORTS, Malformed)
    assert min(taken, refused) > 1000
