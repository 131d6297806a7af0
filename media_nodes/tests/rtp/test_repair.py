"""Missing packets: noticed, asked for, kept and sent again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_node.rtp import nack, rtx
from media_node.rtp.errors import Malformed
from media_node.rtp.nack import MOST_MISSING, TRIES, NackTracker
from media_node.rtp.packet import Packet
from media_node.rtp.ring import PacketRing
from tests.rtp.test_packet import packets


@given(st.lists(st.integers(0, 0xFFFF), max_size=60))
def test_a_nack_names_exactly_what_is_missing(lost: list[int]) -> None:
    assert set(nack.unpack(nack.pack(lost))) == set(lost)


def test_neighbours_share_a_pair_over_the_wrap() -> None:
    assert nack.pack([0xFFFE, 0xFFFF, 0, 14]) == bytes.fromhex("fffe 8003")


@given(packets, st.integers(0, 0xFFFF))
def test_a_retransmission_gives_the_original_back(original: Packet, number: int) -> None:
    wrapped = rtx.wrap(original, 0xABCD, 97, number)
    assert (wrapped.ssrc, wrapped.payload_type, wrapped.sequence_number) == (0xABCD, 97, number)
    assert rtx.unwrap(wrapped, original.ssrc, original.payload_type) == original


def test_padding_on_a_retransmission_stream_is_nothing() -> None:
    assert rtx.unwrap(Packet(97, 1, 0, 2), 1, 96) is None
    with pytest.raises(Malformed):
        rtx.unwrap(Packet(97, 1, 0, 2, payload=b"\0"), 1, 96)


def test_a_gap_is_asked_for_after_a_moment_and_again_after_a_round_trip() -> None:
    tracker = NackTracker()
    tracker.received(100, 0.0)
    tracker.received(103, 0.0)
    assert tracker.due(0.001, 0.1) == []
    assert tracker.due(0.01, 0.1) == [101, 102]
    assert tracker.due(0.05, 0.1) == []
    tracker.received(101, 0.1)
    assert tracker.due(0.2, 0.1) == [102]


def test_what_never_comes_is_given_up() -> None:
    tracker = NackTracker()
    tracker.received(0, 0.0)
    tracker.received(2, 0.0)
    asked = [tracker.due(float(second), 0.1) for second in range(1, TRIES + 5)]
    assert asked == [[1]] * TRIES + [[]] * 4


def test_a_jump_does_not_ask_for_everything_in_between() -> None:
    tracker = NackTracker()
    tracker.received(0, 0.0)
    tracker.received(50_000, 0.0)
    assert len(tracker.due(1.0, 0.1)) == MOST_MISSING


@given(st.lists(st.integers(0, 300), max_size=120))
def test_a_ring_has_the_newest_and_takes_nothing_twice(indices: list[int]) -> None:
    ring, kept = PacketRing(64), dict[int, int]()
    for index in indices:
        fresh = index > kept.get(index % 64, -1)
        assert ring.add(index, Packet(96, index & 0xFFFF, 0, 1)) is fresh
        kept[index % 64] = max(index, kept.get(index % 64, -1))
    for index in range(301):
        found = ring.get(index)
        assert (found is not None) is (kept.get(index % 64) == index)
        assert found is None or found.sequence_number == index


def test_a_rings_capacity_is_a_power_of_two() -> None:
    with pytest.raises(ValueError, match="power of two"):
        PacketRing(1000)
