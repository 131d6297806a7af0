"""Payload descriptors, and where a decoder can begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_node.rtp import codecs, vp8, vp9
from media_node.rtp.errors import Malformed

#: X, S; I, L, T: picture id 0x1234 in 15 bits, TL0PICIDX 7, TID 1; then a key frame.
VP8_KEY = bytes.fromhex("90 e0 9234 07 40 10")


def test_a_vp8_descriptor_is_read() -> None:
    found = vp8.parse(VP8_KEY)
    assert (found.picture_id, found.picture_id_bits, found.tl0_index) == (0x1234, 15, 7)
    assert (found.length, found.starts_frame, found.temporal_id) == (6, True, 1)


def test_a_vp8_key_frame_begins_where_its_first_partition_does() -> None:
    assert codecs.starts_key_frame("VP8", VP8_KEY)
    assert not codecs.starts_key_frame("VP8", VP8_KEY[:-1] + b"\x11")  # a delta frame
    assert not codecs.starts_key_frame("VP8", b"\x80" + VP8_KEY[1:])  # its later part
    assert not codecs.starts_key_frame("VP8", VP8_KEY[:-1])


@given(st.integers(0, 0x7FFF), st.integers(0, 0xFF))
def test_shifting_vp8_moves_both_counters_and_nothing_else(ids: int, indices: int) -> None:
    moved = vp8.shift(VP8_KEY, ids, indices)
    found = vp8.parse(moved)
    assert found.picture_id == (0x1234 + ids) & 0x7FFF
    assert found.tl0_index == (7 + indices) & 0xFF
    assert (moved[:2], moved[5:]) == (VP8_KEY[:2], VP8_KEY[5:])


def test_a_short_picture_id_stays_short() -> None:
    short = bytes.fromhex("90 80 7f 10")
    assert vp8.parse(vp8.shift(short, 2, 0)).picture_id == 1


@given(st.binary(max_size=12), st.integers(0, 0x7FFF), st.integers(0, 0xFF))
def test_shifting_keeps_the_length_of_whatever_is_vp8(data: bytes, ids: int, tl0: int) -> None:
    try:
        assert len(vp8.shift(data, ids, tl0)) == len(data)
    except Malformed:
        with pytest.raises(Malformed):
            vp8.parse(data)


def test_a_vp9_descriptor_is_read() -> None:
    # I, L, B, V; picture id in 15 bits, layer S1/T2, TL0PICIDX, then a structure of two layers
    data = bytes.fromhex("aa 8123 42 05 38 01400100 02800200 01 84 01")
    found = vp9.parse(data)
    assert (found.picture_id, found.spatial_id, found.temporal_id) == (0x123, 1, 2)
    assert found.starts_frame
    assert found.has_structure
    assert found.length == 17


@pytest.mark.parametrize(
    ("codec", "payload", "key"),
    [
        ("VP9", "88 05", True),
        ("VP9", "c8 05", False),  # predicted
        ("VP9", "80 05", False),  # not its beginning
        ("VP9", "a8 05 02 00", False),  # the upper spatial layer
        ("H264", "65 88", True),
        ("H264", "67 42", True),
        ("H264", "61 88", False),
        ("H264", "78 0004 67 42", True),
        ("H264", "7c 85", True),
        ("H264", "7c 05", False),
        ("AV1", "18", True),
        ("AV1", "10", False),
        ("opus", "", True),
    ],
)
def test_where_a_decoder_can_begin(codec: str, payload: str, key: bool) -> None:
    assert codecs.starts_key_frame(codec, bytes.fromhex(payload)) is key


@given(st.sampled_from(codecs.VIDEO), st.binary(max_size=24))
def test_no_payload_makes_the_search_for_key_frames_fail(codec: str, payload: bytes) -> None:
    codecs.starts_key_frame(codec, payload)
