"""A connection: a path, DTLS, media both ways, and its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from media_node.rtp import packet as rtp
from media_node.rtp.packet import Packet
from media_node.rtp.rtcp import Pli
from media_node.sdp import answer
from media_node.sdp.model import Candidate, Local, MediaAnswer, Offer
from media_node.sdp.parse import parse
from media_node.testing.peer import Line, Peer
from media_node.transport.connection import Connection
from media_node.transport.dtls import Certificate
from media_node.transport.port import Port
from tests.waiting import until

AUDIO = [Line("0", "audio", "sendrecv")]
PACKET = Packet(111, 7, 8, 9, payload=b"opus")


class Side:
    """The node's side of one connection."""

    def __init__(self, port: Port, certificate: Certificate) -> None:
        self.connection = Connection(port, certificate, self)
        self.port, self.certificate = port, certificate
        self.packets: list[Packet] = []
        self.reports: list[bytes] = []
        self.is_ready = asyncio.Event()
        self.ends: list[str] = []

    def ready(self) -> None:
        self.is_ready.set()

    def received_rtp(self, packet: bytes, arrival: float) -> None:
        self.packets.append(rtp.parse(packet))

    def received_rtcp(self, packet: bytes) -> None:
        self.reports.append(packet)

    def channel_opened(self, channel: Any) -> None:
        """None is offered."""

    def closed(self, reason: str) -> None:
        self.ends.append(reason)

    def answer(self, offer: Offer, bare: bool = False) -> str:
        setup = answer.setup_for(offer.setup)
        role = "client" if setup == "active" else "server"
        self.connection.secure("client" if role == "client" else "server", offer.fingerprints, bare)
        return self.describe(offer, setup)

    def describe(self, offer: Offer, setup: str) -> str:
        credentials = self.connection.credentials
        local = Local(
            credentials.fragment,
            credentials.password,
            self.certificate.fingerprint,
            setup,
            (Candidate("127.0.0.1", self.port.number),),
            session=1,
        )
        media = tuple(
            MediaAnswer(m.kind, m.mid, m.protocol, m.direction, answer.choose_codecs(m))
            for m in offer.media
        )
        return answer.write(local, media)


@pytest.fixture
async def side() -> AsyncIterator[Side]:
    port = Port.bind("127.0.0.1", 0)
    port.start()
    made = Side(port, Certificate.generateCertificate())
    yield made
    made.connection.close("test is over")
    await asyncio.sleep(0.01)
    port.close()


@pytest.mark.parametrize("setup", ["actpass", "active", "passive"])
async def test_media_flows_both_ways_whoever_begins_dtls(side: Side, setup: str) -> None:
    peer = Peer(AUDIO, setup)
    assert await peer.connect(side.answer(parse(peer.offer())))
    await asyncio.wait_for(side.is_ready.wait(), 5)
    peer.send(PACKET)
    peer.report(Pli(1, 2))
    side.connection.send_rtp(bytes(PACKET))
    side.connection.send_rtcp(bytes(Pli(3, 4)))
    await until(lambda: side.packets and side.reports and peer.packets and peer.reports)
    assert side.packets == peer.packets == [PACKET]
    assert (side.reports, peer.reports) == ([bytes(Pli(1, 2))], [Pli(3, 4)])
    await peer.close()
    await until(lambda: side.ends)
    assert side.ends == ["dtls ended"]


async def test_another_certificate_than_the_offers_is_refused(side: Side) -> None:
    peer = Peer(AUDIO)
    offer = parse(peer.offer())
    offer.fingerprints = [("sha-256", Certificate.generateCertificate().fingerprint)]
    await peer.connect(side.answer(offer))
    await until(lambda: side.ends)
    assert not side.connection.is_ready
    peer.vanish()


async def test_a_client_without_a_certificate_is_let_in_only_where_that_is_allowed(
    side: Side,
) -> None:
    peer = Peer(AUDIO)
    await peer.connect(side.answer(parse(peer.offer())), certificate_shown=False)
    await until(lambda: side.ends)
    peer.vanish()
    lenient, bare = Side(side.port, side.certificate), Peer(AUDIO)
    connected = bare.connect(
        lenient.answer(parse(bare.offer()), bare=True), certificate_shown=False
    )
    assert await connected
    bare.send(PACKET)
    await until(lambda: lenient.is_ready.is_set())
    bare.send(PACKET)
    await until(lambda: lenient.packets)
    await bare.close()
    await until(lambda: lenient.ends)


async def test_packets_that_are_not_authentic_are_counted_and_dropped(side: Side) -> None:
    peer = Peer(AUDIO)
    assert await peer.connect(side.answer(parse(peer.offer())))
    await asyncio.wait_for(side.is_ready.wait(), 5)
    for junk in (bytes(PACKET), b"\x80\xc8" + bytes(30), b"\x80\x60" + bytes(1600)):
        peer.send_raw(junk)
    peer.send(PACKET)
    await until(lambda: side.packets)
    assert (side.packets, side.reports, side.connection.refused) == ([PACKET], [], 3)
    await peer.close()


async def test_a_restart_moves_to_new_credentials_and_media_goes_on(side: Side) -> None:
    peer = Peer(AUDIO)
    offer = parse(peer.offer())
    assert await peer.connect(side.answer(offer))
    await asyncio.wait_for(side.is_ready.wait(), 5)
    before = side.connection.credentials
    side.connection.restart()
    assert side.connection.credentials != before
    peer.accept(side.describe(offer, "passive"))
    await peer.check()
    peer.send(PACKET)
    await until(lambda: side.packets)
    await peer.close()


async def test_sending_before_it_is_ready_sends_nothing(side: Side) -> None:
    side.connection.send_rtp(bytes(PACKET))
    side.connection.send_rtcp(bytes(Pli(1, 2)))
    side.connection.received_srtp(bytes(PACKET), 0.0)
    assert not side.connection.is_ready


async def test_it_ends_once(side: Side) -> None:
    side.connection.close("first")
    side.connection.close("second")
    assert side.ends == ["first"]
