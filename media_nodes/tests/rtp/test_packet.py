"""RTP packets and their extensions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_node.rtp import extensions, packet
from media_node.rtp.errors import Malformed
from media_node.rtp.packet import Packet

elements = st.dictionaries(st.integers(1, 255), st.binary(max_size=40), max_size=8)
packets = st.builds(
    Packet,
    payload_type=st.integers(0, 127),
    sequence_number=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    marker=st.booleans(),
    extensions=elements,
    payload=st.binary(max_size=200),
)


@given(packets)
def test_what_is_written_is_read_again(written: Packet) -> None:
    assert packet.parse(bytes(written)) == written


@given(packets, st.integers(1, 15), st.integers(1, 50))
def test_csrcs_and_padding_are_left_out(written: Packet, csrcs: int, padding: int) -> None:
    data = bytes(written)
    first = data[0] | csrcs | 0x20
    padded = bytes([first]) + data[1:12] + bytes(4 * csrcs) + data[12:]
    padded += bytes(padding - 1) + bytes([padding])
    assert packet.parse(padded) == written


def test_a_packet_of_nothing_but_padding_has_no_payload() -> None:
    data = b"\xa0\x60\x00\x01" + bytes(8) + bytes(3) + b"\x04"
    assert packet.parse(data).payload == b""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "shorter"),
        (b"\x40" + bytes(20), "version"),
        (b"\x8f" + bytes(20), "longer"),
        (b"\x90" + bytes(11) + b"\xbe\xde\x00\x09", "longer"),
        (b"\x90" + bytes(11) + b"\xbe", "cut off"),
        (b"\xa0" + bytes(11), "padding"),
        (b"\xa0" + bytes(11) + b"\x05", "padding"),
        (b"\x90" + bytes(11) + b"\xbe\xde\x00\x01\x1f\0\0\0", "cut off"),
        (b"\x90" + bytes(11) + b"\x10\x00\x00\x01\x01\xff\0\0", "cut off"),
    ],
)
def test_what_is_cut_off_or_foreign_is_malformed(data: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        packet.parse(data)


def test_the_examples_of_rfc_8285_are_read() -> None:
    one = bytes.fromhex("10 aa 21 bbbb 00 00 33 cccccccc")
    assert extensions.parse(extensions.ONE_BYTE, one) == {
        1: b"\xaa",
        2: b"\xbb\xbb",
        3: b"\xcc" * 4,
    }
    two = bytes.fromhex("01 00 02 01 bb 00 03 04 cccccccc")
    assert extensions.parse(extensions.TWO_BYTE, two) == {1: b"", 2: b"\xbb", 3: b"\xcc" * 4}


def test_a_profile_that_is_not_rfc_8285_has_no_elements() -> None:
    assert extensions.parse(0x1234, b"\x10\xaa\x00\x00") == {}


def test_reading_stops_at_the_reserved_id() -> None:
    assert extensions.parse(extensions.ONE_BYTE, b"\x10\xaa\xf0\x00") == {1: b"\xaa"}
