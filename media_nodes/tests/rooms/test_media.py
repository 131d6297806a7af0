"""Media between people in a room, over the real transport."""

from __future__ import annotations

from itertools import pairwise
from time import monotonic

import pytest

from media_node.forwarding.keyframes import INTERVAL_S
from media_node.node import Node
from media_node.rooms.grants import Grants, Source
from media_node.rtp import rtx, vp8
from media_node.rtp.clock import StreamClock
from media_node.rtp.packet import Packet
from media_node.rtp.rtcp import Nack, Pli, ReceiverReport, SenderReport, TransportCc
from media_node.rtp.sequence import difference
from media_node.testing.peer import AUDIO_LEVEL_ID, OPUS, VP8, VP8_RTX, Line
from tests.rooms.people import DELTA, KEY, Person, join, watch
from tests.waiting import until

SENDS = [Line("a", "audio", "sendonly"), Line("v", "video", "sendonly")]
LAYERS = [Line("v", "video", "sendonly", rids=("l", "h"))]
GETS = [Line("0", "audio", "recvonly"), Line("1", "video", "recvonly")]


async def pair(node: Node, lines: list[Line] = SENDS) -> tuple[Person, Person]:
    """Ann publishes, Bob has a slot for each kind."""
    return await join(node, lines), await join(node, GETS, "usr_bob")


async def test_audio_reaches_whoever_has_it_in_a_slot(node: Node) -> None:
    ann, bob = await pair(node)
    watch(bob, "0", ann, "a")
    ann.says("a")
    sent = ann.says("a", attenuation=25)
    await until(lambda: len(bob.got("0")) == 2)
    got = bob.got("0")[1]
    assert (got.payload, got.payload_type, got.marker) == (b"opus", OPUS, True)
    assert got.extensions == {AUDIO_LEVEL_ID: b"\x99"}
    assert got.ssrc != sent.ssrc
    assert difference(got.sequence_number, bob.got("0")[0].sequence_number) == 1
    assert got.timestamp - bob.got("0")[0].timestamp == 960


async def test_video_begins_with_a_key_frame_that_was_asked_for(node: Node) -> None:
    ann, bob = await pair(node)
    ann.shows("v")
    await until(lambda: ann.participant.tracks["v"].section.layers)
    watch(bob, "1", ann, "v")
    await until(lambda: any(isinstance(r, Pli) for r in ann.peer.reports))
    ann.shows("v")
    ann.shows("v", frame=KEY)
    ann.shows("v")
    await until(lambda: len(bob.got("1")) == 2)
    assert [p.payload[5:6] for p in bob.got("1")] == [KEY, DELTA]


async def test_nobody_gets_what_is_in_no_slot_of_theirs(node: Node) -> None:
    ann, bob = await pair(node)
    watch(bob, "0", ann, "a")
    ann.shows("v", frame=KEY)
    ann.says("a")
    await until(lambda: bob.got("0"))
    assert bob.got("1") == []


async def test_layers_change_at_a_key_frame_and_every_counter_goes_on(node: Node) -> None:
    ann, bob = await pair(node, LAYERS)
    for rid in ("l", "h"):
        ann.shows("v", rid)
    await until(lambda: len(ann.participant.tracks["v"].section.layers) == 2)
    ann.streams["v", "h"].picture_id = 20_000
    watch(bob, "1", ann, "v", height=180)
    for frame in (KEY, DELTA, DELTA):
        ann.shows("v", "l", frame)
        ann.shows("v", "h", DELTA)
    await until(lambda: len(bob.got("1")) == 3)
    watch(bob, "1", ann, "v", height=720)
    ann.shows("v", "l")
    ann.shows("v", "h", KEY)
    ann.shows("v", "l")
    ann.shows("v", "h")
    await until(lambda: len(bob.got("1")) == 6)
    pictures = [vp8.parse(packet.payload) for packet in bob.got("1")]
    for (older, before), (newer, after) in pairwise(zip(bob.got("1"), pictures, strict=True)):
        assert difference(newer.sequence_number, older.sequence_number) == 1
        assert difference(newer.timestamp, older.timestamp, 32) > 0
        assert after.picture_id == (before.picture_id or 0) + 1
        assert difference(after.tl0_index or 0, before.tl0_index or 0, 8) == 1


async def test_clocks_are_told_and_layers_are_put_on_one_scale(node: Node) -> None:
    ann, bob = await pair(node, LAYERS)
    for rid in ("l", "h"):
        ann.shows("v", rid)
    await until(lambda: len(ann.participant.tracks["v"].section.layers) == 2)
    low, high = ann.streams["v", "l"], ann.streams["v", "h"]
    high.timestamp = 900_000_000
    ntp = 5 << 32
    ann.peer.report(
        SenderReport(low.ssrc, ntp, low.timestamp), SenderReport(high.ssrc, ntp, high.timestamp)
    )
    layers = ann.participant.tracks["v"].section
    await until(lambda: all(layer.clock for layer in layers.layers.values()))
    watch(bob, "1", ann, "v", height=180)
    first = ann.shows("v", "l", KEY)
    await until(lambda: bob.got("1"))
    watch(bob, "1", ann, "v", height=720)
    second = ann.shows("v", "h", KEY)
    third = ann.shows("v", "h")
    await until(lambda: len(bob.got("1")) == 3)
    # Both layers were at the same moment when the clocks were told, and each moved by one frame.
    assert (first.timestamp - low.timestamp, third.timestamp - second.timestamp) == (0, 3000)
    clocks = [r for r in bob.peer.reports if isinstance(r, SenderReport)]
    assert {r.ssrc for r in clocks} == {bob.participant.slots["1"].outgoing.ssrc}
    moments = [StreamClock(r.ntp, r.timestamp, 90_000).at(ntp) for r in clocks]
    assert max(moments) - min(moments) < 90  # less than a millisecond apart


async def test_what_is_lost_downstream_is_sent_again(node: Node) -> None:
    ann, bob = await pair(node)
    watch(bob, "1", ann, "v")
    ann.shows("v")
    await until(lambda: bob.participant.slots["1"].outgoing.wanted)
    for frame in (KEY, DELTA, DELTA):
        ann.shows("v", frame=frame)
    await until(lambda: len(bob.got("1")) == 3)
    lost = bob.got("1")[1]
    bob.peer.report(
        Nack(1, lost.ssrc, (lost.sequence_number, (lost.sequence_number + 900) & 0xFFFF))
    )
    repair = bob.participant.slots["1"].outgoing.repair_ssrc
    await until(lambda: any(p.ssrc == repair for p in bob.peer.packets))
    again = [p for p in bob.peer.packets if p.ssrc == repair]
    assert [p.payload_type for p in again] == [VP8_RTX]
    assert rtx.unwrap(again[0], lost.ssrc, VP8) == lost


async def test_what_is_lost_upstream_is_asked_for_and_goes_on_when_it_comes(node: Node) -> None:
    ann, bob = await pair(node)
    watch(bob, "1", ann, "v")
    ann.shows("v")
    await until(lambda: bob.participant.slots["1"].outgoing.wanted)
    ann.shows("v", frame=KEY)
    ann.skip("v")
    ann.shows("v")
    await until(lambda: any(isinstance(r, Nack) for r in ann.peer.reports))
    asked = next(r for r in ann.peer.reports if isinstance(r, Nack))
    stream = ann.streams["v", ""]
    assert asked.lost == (stream.number - 1,)
    missing = Packet(VP8, stream.number - 1, stream.timestamp, stream.ssrc, payload=b"\x80\0late")
    ann.peer.send(missing)
    await until(lambda: len(bob.got("1")) == 3)
    numbers = [p.sequence_number for p in bob.got("1")]
    assert difference(numbers[2], numbers[0]) == 1
    assert difference(numbers[1], numbers[0]) == 2


async def test_a_picture_that_stands_still_goes_on_without_a_key_frame(node: Node) -> None:
    ann, bob = await pair(node)
    watch(bob, "1", ann, "v")
    ann.shows("v")
    await until(lambda: bob.participant.slots["1"].outgoing.wanted)
    ann.shows("v", frame=KEY)
    await until(lambda: bob.got("1"))
    bob.participant.refresh(monotonic() + 60)
    ann.shows("v")
    await until(lambda: len(bob.got("1")) == 2)


async def test_a_storm_of_requests_is_one_request_a_second(node: Node) -> None:
    ann, bob = await pair(node)
    others = [await join(node, GETS, f"usr_{n}") for n in range(3)]
    ann.shows("v")
    await until(lambda: ann.participant.tracks["v"].section.layers)
    for viewer in (bob, *others):
        watch(viewer, "1", ann, "v")
    ann.shows("v", frame=KEY)
    await until(lambda: all(viewer.got("1") for viewer in (bob, *others)))
    for _ in range(50):
        for viewer in (bob, *others):
            viewer.peer.report(Pli(1, viewer.participant.slots["1"].outgoing.ssrc))
        ann.shows("v", frame=KEY)
    await until(lambda: len(bob.got("1")) == 51)
    asked = [r for r in ann.peer.reports if isinstance(r, Pli)]
    assert 1 <= len(asked) <= 2
    assert INTERVAL_S >= 1


async def test_a_key_frame_that_does_not_come_is_asked_for_again(node: Node) -> None:
    ann, bob = await pair(node)
    watch(bob, "1", ann, "v")
    ann.shows("v")
    await until(lambda: len([r for r in ann.peer.reports if isinstance(r, Pli)]) >= 2)
    ann.shows("v", frame=KEY)
    await until(lambda: bob.got("1"))


async def test_a_publisher_is_told_of_arrivals_and_reception(node: Node) -> None:
    ann, _ = await pair(node)
    stream = ann.says("a")
    packet = Packet(OPUS, stream.sequence_number + 1, 0, stream.ssrc, extensions={3: b"\x01\x00"})
    ann.peer.send(packet)
    await until(lambda: any(isinstance(r, TransportCc) for r in ann.peer.reports))
    await until(lambda: any(isinstance(r, ReceiverReport) for r in ann.peer.reports))
    report = next(r for r in ann.peer.reports if isinstance(r, ReceiverReport))
    assert [block.ssrc for block in report.reports] == [stream.ssrc]


async def test_who_may_not_publish_is_not_heard(node: Node) -> None:
    listener = Grants(subscribe=True)
    ann = await join(node, SENDS, grants=listener)
    assert ann.participant.tracks == {}
    only_voice = Grants(frozenset({Source.MICROPHONE}))
    bob = await join(node, SENDS, "usr_bob", grants=only_voice)
    assert [t.source for t in bob.participant.tracks.values()] == [Source.MICROPHONE]


async def test_who_may_not_subscribe_has_no_slots(node: Node) -> None:
    bob = await join(node, GETS, "usr_bob", grants=Grants())
    assert bob.participant.slots == {}


@pytest.mark.parametrize("by_server", [True, False])
async def test_a_muted_track_is_not_forwarded_and_comes_back(node: Node, by_server: bool) -> None:
    ann, bob = await pair(node)
    watch(bob, "0", ann, "a")
    ann.says("a")
    await until(lambda: bob.got("0"))
    track = ann.participant.tracks["a"]
    track.server_muted, track.muted = by_server, not by_server
    ann.participant.room.mute(track)
    for _ in range(5):
        ann.says("a")
    await until(lambda: ann.streams["a", ""].number & 0xFFFF == head(ann))
    track.server_muted = track.muted = False
    ann.participant.room.mute(track)
    ann.says("a")
    await until(lambda: len(bob.got("0")) == 2)
    first, second = bob.got("0")
    assert difference(second.sequence_number, first.sequence_number) == 1


def head(person: Person) -> int:
    """The number of the last audio packet that the node got."""
    (layer,) = person.participant.tracks["a"].section.layers.values()
    return layer.head.index & 0xFFFF


async def test_who_leaves_is_gone_for_the_others(node: Node) -> None:
    ann, bob = await pair(node)
    watch(bob, "0", ann, "a")
    await ann.peer.close()
    await until(lambda: bob.heard_of("track_ended"))
    assert bob.participant.slots["0"].track is None
    ann.participant.leave("left")
    assert bob.heard_of("participant_left") == [{"participant_id": ann.participant.id}]
    bob.participant.leave("left")
    await until(lambda: not node.rooms)
