"""The port: who is who, and for how long."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import pytest

from media_node.transport import stun
from media_node.transport.port import CONSENT_S, Address, Credentials, Port
from media_node.transport.stun import Attribute

ANN, BOB, EVE = ("127.0.0.1", 1001), ("127.0.0.1", 1002), ("127.0.0.1", 1003)
TRANSACTION = bytes(12)


class Clock:
    """A clock that tests move."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Ears:
    """Notes what comes."""

    def __init__(self) -> None:
        self.dtls: list[bytes] = []
        self.srtp: list[bytes] = []
        self.paths: list[Address] = []
        self.expired = 0

    def received_dtls(self, data: bytes) -> None:
        self.dtls.append(data)

    def received_srtp(self, data: bytes, arrival: float) -> None:
        self.srtp.append(data)

    def path_changed(self, address: Address) -> None:
        self.paths.append(address)

    def consent_expired(self) -> None:
        self.expired += 1


class Wired(Port):
    """A port whose datagrams are noted and not sent."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        super().__init__(sock, clock)
        self.sent: list[tuple[bytes, Address]] = []

    def send(self, data: bytes, address: Address) -> None:
        self.sent.append((data, address))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def port(clock: Clock) -> AsyncIterator[Wired]:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.bind(("127.0.0.1", 0))
    made = Wired(sock, clock)
    yield made
    made.close()


def check(credentials: Credentials, *flags: Attribute) -> bytes:
    name = f"{credentials.fragment}:theirs"
    return stun.request(name, credentials.password, TRANSACTION, *flags)


def test_a_check_is_answered_and_makes_the_address_the_peers(port: Wired) -> None:
    ears = Ears()
    peer = port.add(ears)
    port.received(check(peer.credentials[0]), ANN)
    answer = stun.parse(port.sent[0][0])
    assert answer is not None
    assert (answer.kind, port.sent[0][1]) == (stun.BINDING_SUCCESS, ANN)
    assert answer.is_authentic(peer.credentials[0].password)
    port.received(b"\x16record", ANN)
    port.received(b"\x80\x60media", ANN)
    assert (ears.paths, ears.dtls, ears.srtp) == ([ANN], [b"\x16record"], [b"\x80\x60media"])


@pytest.mark.parametrize(
    "data",
    [b"", b"\x16", b"\x80\x60media", b"\x16record", b"\x00\x01" + bytes(18), bytes(2000)],
)
def test_strangers_get_no_answer(port: Wired, data: bytes) -> None:
    ears = Ears()
    port.add(ears)
    port.received(data, EVE)
    assert (port.sent, ears.dtls, ears.srtp, port.ignored) == ([], [], [], 1)


def test_who_knows_the_name_but_not_the_password_is_ignored(port: Wired) -> None:
    ears = Ears()
    peer = port.add(ears)
    guessed = Credentials(peer.credentials[0].fragment, "guess" * 6)
    port.received(check(guessed, Attribute.USE_CANDIDATE), EVE)
    assert (port.sent, ears.paths) == ([], [])


def test_a_nomination_moves_the_path_and_a_mere_check_does_not(port: Wired) -> None:
    ears = Ears()
    peer = port.add(ears)
    port.received(check(peer.credentials[0]), ANN)
    port.received(check(peer.credentials[0]), BOB)
    assert ears.paths == [ANN]
    port.received(check(peer.credentials[0], Attribute.USE_CANDIDATE), BOB)
    assert ears.paths == [ANN, BOB]


def test_a_peer_that_wants_to_be_controlled_is_told_of_the_conflict(port: Wired) -> None:
    ears = Ears()
    peer = port.add(ears)
    port.received(check(peer.credentials[0], Attribute.ICE_CONTROLLED), ANN)
    answer = stun.parse(port.sent[0][0])
    assert answer is not None
    assert answer.kind == stun.BINDING_ERROR
    assert ears.paths == []


def test_after_a_restart_both_credentials_hold_until_the_new_ones_are_used(port: Wired) -> None:
    ears = Ears()
    peer = port.add(ears)
    old, new = peer.credentials[0], port.restart(peer)
    port.received(check(old), ANN)
    port.received(check(new, Attribute.USE_CANDIDATE), BOB)
    assert ears.paths == [ANN, BOB]
    port.received(check(old), ANN)
    assert len(port.sent) == 2


def test_addresses_of_a_peer_are_few(port: Wired) -> None:
    peer = port.add(Ears())
    for number in range(40):
        port.received(check(peer.credentials[0]), ("127.0.0.1", 2000 + number))
    assert len(peer.addresses) == 8
    assert peer.chosen == ("127.0.0.1", 2000)
    assert len(port._by_address) == 8


def test_consent_lasts_thirty_seconds_from_the_last_check(port: Wired, clock: Clock) -> None:
    ears = Ears()
    peer = port.add(ears)
    clock.now += CONSENT_S - 1
    port.received(check(peer.credentials[0]), ANN)
    clock.now += CONSENT_S - 1
    port._sweep()
    assert ears.expired == 0
    clock.now += 2
    port._sweep()
    assert ears.expired == 1
    port.received(b"\x80\x60media", ANN)
    port.received(check(peer.credentials[0]), ANN)
    assert (ears.srtp, len(port.sent)) == ([], 1)


async def test_each_datagram_has_its_own_time(clock: Clock) -> None:
    port = Port.bind("127.0.0.1", 0)
    time.sleep(0.2)  # the kernel begins to stamp when it comes to it
    times: list[float] = []
    port.received = lambda data, address, arrival=0.0: times.append(arrival)  # type: ignore[method-assign]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for _ in range(3):
            sock.sendto(b"xx", ("127.0.0.1", port.number))
            time.sleep(0.01)
    before = time.monotonic()
    port._readable()
    assert times[0] < times[1] < times[2] <= before
    assert times[2] - times[0] > 0.015
    port.close()


async def test_datagrams_come_from_the_network_and_go_back(clock: Clock) -> None:
    port = Port.bind("127.0.0.1", 0)
    port.start()
    peer = port.add(Ears())
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.connect(("127.0.0.1", port.number))
        await loop.sock_sendall(sock, check(peer.credentials[0]))
        answer = stun.parse(await asyncio.wait_for(loop.sock_recv(sock, 2048), 5))
    assert answer is not None
    assert answer.kind == stun.BINDING_SUCCESS
    port.send(b"x", ("127.0.0.1", 0))  # what cannot be sent is dropped
    assert port.dropped == 1
    port.close()
