"""People in a room of a real node, with peers that send what tests tell them to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from media_node.node import Node
from media_node.rooms.grants import EVERYTHING, Grants, Source
from media_node.rooms.negotiation import LineInfo, Negotiation
from media_node.rooms.participant import Participant
from media_node.rtp.packet import Packet
from media_node.sdp.parse import parse
from media_node.testing.peer import AUDIO_LEVEL_ID, MID_ID, OPUS, RID_ID, VP8, Line, Peer
from tests.waiting import until

#: VP8: X; I and L; picture id in 15 bits, TL0PICIDX; then a frame's first byte.
#: Whoever is connected in this test.
peers: list[Peer] = []
KEY, DELTA = b"\x10", b"\x11"


def vp8(picture_id: int, frame: bytes) -> bytes:
    """A payload that begins a frame."""
    head = bytes.fromhex("90c0") + (0x8000 | picture_id & 0x7FFF).to_bytes(2)
    return head + bytes([picture_id & 0xFF]) + frame + b"frame"


@dataclass
class Stream:
    """One stream that a person sends."""

    mid: str
    rid: str
    ssrc: int
    payload_type: int
    number: int = 100
    timestamp: int = 5000
    picture_id: int = 7


@dataclass
class Person:
    """Somebody with a connection."""

    participant: Participant
    peer: Peer
    negotiation: Negotiation
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    streams: dict[tuple[str, str], Stream] = field(default_factory=dict)

    def heard_of(self, op: str) -> list[dict[str, Any]]:
        """What was notified."""
        return [d for name, d in self.told if name == op]

    def says(self, mid: str, attenuation: int = 30) -> Packet:
        """Send audio."""
        stream = self._stream(mid, "", OPUS)
        stream.timestamp += 960
        extensions = {MID_ID: mid.encode(), AUDIO_LEVEL_ID: bytes([0x80 | attenuation])}
        return self._send(stream, extensions, b"opus")

    def shows(self, mid: str, rid: str = "", frame: bytes = DELTA) -> Packet:
        """Send one packet of video."""
        stream = self._stream(mid, rid, VP8)
        stream.timestamp += 3000
        stream.picture_id += 1
        extensions = {MID_ID: mid.encode()} | ({RID_ID: rid.encode()} if rid else {})
        return self._send(stream, extensions, vp8(stream.picture_id, frame))

    def got(self, mid: str) -> list[Packet]:
        """What came in a slot."""
        ssrc = self.participant.slots[mid].outgoing.ssrc
        return [packet for packet in self.peer.packets if packet.ssrc == ssrc]

    def skip(self, mid: str, rid: str = "") -> None:
        """Lose the next packet on the way."""
        self.streams[mid, rid].number += 1

    def _stream(self, mid: str, rid: str, payload_type: int) -> Stream:
        made = Stream(mid, rid, 1000 + len(self.streams), payload_type)
        return self.streams.setdefault((mid, rid), made)

    def _send(self, stream: Stream, extensions: dict[int, bytes], payload: bytes) -> Packet:
        stream.number += 1
        packet = Packet(
            stream.payload_type, stream.number & 0xFFFF, stream.timestamp, stream.ssrc,
            True, extensions, payload,
        )  # fmt: skip
        self.peer.send(packet)
        return packet


async def join(
    node: Node,
    lines: list[Line],
    user: str = "usr_ann",
    room: str = "room",
    grants: Grants = EVERYTHING,
    sources: dict[str, Source] | None = None,
) -> Person:
    """Somebody joins with a connection that is up."""
    participant = Participant(node.room(room, 1), user, grants)
    told: list[tuple[str, dict[str, Any]]] = []
    participant.notify = lambda op, d: told.append((op, d))
    participant.room.enter(participant)
    peer = Peer(lines)
    peers.append(peer)
    negotiation = Negotiation(node.place, participant, allow_bare_client=False)
    infos = {mid: LineInfo(source) for mid, source in (sources or {}).items()}
    assert await peer.connect(negotiation.answer(parse(peer.offer()), infos))
    person = Person(participant, peer, negotiation, told)
    await until(lambda: person.heard_of("connected"))
    return person


def watch(
    person: Person, mid: str, publisher: Person, from_mid: str, height: int | None = None
) -> None:
    """Put somebody's track into a slot."""
    slot = person.participant.slots[mid]
    slot.height = height
    person.participant.place(slot, publisher.participant.tracks[from_mid])
