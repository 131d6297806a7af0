"""Our way to libsrtp does what its wrapper does."""

from __future__ import annotations

import pytest
from hypothesis import given
from pylibsrtp import Error, Policy, Session

from media_node.rtp.packet import Packet
from media_node.transport.srtp import LARGEST, protector
from tests.rtp.test_packet import packets

PROFILES = {
    Policy.SRTP_PROFILE_AES128_CM_SHA1_80: 30,
    Policy.SRTP_PROFILE_AEAD_AES_128_GCM: 28,
    Policy.SRTP_PROFILE_AEAD_AES_256_GCM: 44,
}


def session(profile: int, inbound: bool) -> Session:
    kind = Policy.SSRC_ANY_INBOUND if inbound else Policy.SSRC_ANY_OUTBOUND
    return Session(Policy(bytes(range(PROFILES[profile])), kind, srtp_profile=profile))


@pytest.mark.parametrize("profile", PROFILES)
@given(packet=packets)
def test_it_protects_as_pylibsrtp_does(profile: int, packet: Packet) -> None:
    data = bytes(packet)
    protected = protector(session(profile, inbound=False))(data)
    assert protected == session(profile, inbound=False).protect(data)
    assert session(profile, inbound=True).unprotect(protected) == data


@pytest.mark.parametrize("data", [b"", b"\x80", bytes(LARGEST + 1)])
def test_what_is_no_packet_is_refused(data: bytes) -> None:
    with pytest.raises(Error):
        protector(session(Policy.SRTP_PROFILE_AEAD_AES_128_GCM, inbound=False))(data)
