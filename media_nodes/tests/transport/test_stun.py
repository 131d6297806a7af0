"""STUN: read, written, and never an exception."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from aioice import stun as aioice_stun
from hypothesis import given
from hypothesis import strategies as st

from media_node.transport import stun
from media_node.transport.stun import Attribute
from tests.fuzzing import survives

#: RFC 5769 section 2.1: a request with short-term credentials.
SAMPLE = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae"
    "802200105354554e207465737420636c69656e74"
    "002400046e0001ff"
    "80290008932ff9b151263b36"
    "000600096576746a3a68367659202020"
    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
    "80280004e57a3bcf"
)
PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt"
TRANSACTION = b"0123456789ab"


def test_the_sample_of_rfc_5769_is_read_and_authentic() -> None:
    message = stun.parse(SAMPLE)
    assert message is not None
    assert message.kind == stun.BINDING_REQUEST
    assert message.username == "evtj:h6vY"
    assert message.is_authentic(PASSWORD)
    assert not message.is_authentic("another")


@pytest.mark.parametrize("at", range(8, len(SAMPLE) - 8, 3))
def test_a_changed_byte_makes_it_nobodys(at: int) -> None:
    changed = SAMPLE[:at] + bytes([SAMPLE[at] ^ 1]) + SAMPLE[at + 1 :]
    message = stun.parse(changed)
    assert message is None or not message.is_authentic(PASSWORD)


def test_what_follows_the_integrity_does_not_count() -> None:
    request = stun.request("a:b", PASSWORD, TRANSACTION)
    extra = Attribute.USE_CANDIDATE.to_bytes(2) + b"\0\0"
    cut = request[:-8]  # without its fingerprint
    message = stun.parse(cut[:2] + (len(cut) - 20 + 4).to_bytes(2) + cut[4:] + extra)
    assert message is not None
    assert message.is_authentic(PASSWORD)
    assert Attribute.USE_CANDIDATE not in message.attributes


@given(st.ip_addresses(), st.integers(1, 0xFFFF))
def test_aioice_reads_our_answers(host: object, port: int) -> None:
    answer = stun.success(TRANSACTION, (str(host), port), PASSWORD)
    read = aioice_stun.parse_message(answer)
    assert read.check_message_integrity(PASSWORD.encode())
    assert read.message_class == aioice_stun.Class.RESPONSE
    mapped = read.attributes["XOR-MAPPED-ADDRESS"]
    assert (ip_address(mapped[0]), mapped[1]) == (host, port)


def test_we_read_what_aioice_asks() -> None:
    asked = aioice_stun.Message(
        message_method=aioice_stun.Method.BINDING,
        message_class=aioice_stun.Class.REQUEST,
        transaction_id=TRANSACTION,
    )
    asked.attributes["USERNAME"] = "here:there"
    asked.attributes["USE-CANDIDATE"] = None
    asked.add_message_integrity(PASSWORD.encode())
    message = stun.parse(bytes(asked))
    assert message is not None
    assert message.is_authentic(PASSWORD)
    assert message.attributes.keys() >= {Attribute.USERNAME, Attribute.USE_CANDIDATE}


def test_a_refusal_says_which() -> None:
    read = aioice_stun.parse_message(stun.refusal(TRANSACTION, 487, PASSWORD))
    assert read.attributes["ERROR-CODE"][0] == 487


def test_nothing_from_outside_raises() -> None:
    def read(data: bytes) -> None:
        message = stun.parse(data)
        if message is None:
            raise LookupError
        message.username.partition(":")
        message.is_authentic(PASSWORD)

    seeds = [
        SAMPLE,
        stun.request("a:b", PASSWORD, TRANSACTION, Attribute.USE_CANDIDATE),
        # Attributes whose sizes are wrong, for which aioice's parser raises struct.error.
        b"\0\1\0\x08" + SAMPLE[4:20] + b"\0\x24\0\0\x80\x2a\0\0",
    ]
    taken, refused = survives(read, seeds, LookupError)
    assert min(taken, refused) > 1000
