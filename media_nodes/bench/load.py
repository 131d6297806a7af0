"""One publisher and many players of a node, each a peer of its own with real DTLS and SRTP."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from time import monotonic

from aiohttp import ClientSession

from media_node.rtp.packet import Packet
from media_node.testing.peer import OPUS, VP8, Line, Peer
from media_node.transport.dtls import Certificate

#: Opus of 20 ms, and 30 pictures a second of six packets: 230 packets and 1.5 Mbit a second.
AUDIO_EVERY_S, AUDIO_BYTES = 0.02, 80
VIDEO_EVERY_S, VIDEO_BYTES, VIDEO_BURST = 1 / 30, 1040, 6
KEY_EVERY = 60
AUDIO_SSRC, VIDEO_SSRC = 1001, 1002
JOINING_AT_ONCE = 8
_POLL_S = 0.002
_SDP = "application/sdp"
_BUFFER = 1 << 20


class Publisher:
    """Sends what a camera and a microphone send."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._numbers = {AUDIO_SSRC: itertools.count(1), VIDEO_SSRC: itertools.count(1)}
        self.sent = 0

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.gather(self._speak(), self._show())

    async def _speak(self) -> None:
        async for n in _every(AUDIO_EVERY_S):
            self._send(OPUS, AUDIO_SSRC, n * 960, bytes(AUDIO_BYTES))

    async def _show(self) -> None:
        async for n in _every(VIDEO_EVERY_S):
            for place in range(VIDEO_BURST):
                key = n % KEY_EVERY == 0
                start = 0x90 if place == 0 else 0x80
                head = bytes([start, 0xC0]) + (0x8000 | n & 0x7FFF).to_bytes(2) + bytes([n & 0xFF])
                body = bytes([0x10 if key else 0x11]) + bytes(VIDEO_BYTES - len(head) - 1)
                self._send(VP8, VIDEO_SSRC, n * 3000, head + body, place == VIDEO_BURST - 1)

    def _send(
        self, payload_type: int, ssrc: int, timestamp: int, payload: bytes, marker: bool = False
    ) -> None:
        number = next(self._numbers[ssrc]) & 0xFFFF
        packet = Packet(payload_type, number, timestamp & 0xFFFFFFFF, ssrc, marker, payload=payload)
        self._peer.send(packet)
        self.sent += 1


async def _every(seconds: float) -> AsyncIterator[int]:
    """Numbers from 0, one each so many seconds; late ones follow at once."""
    started = monotonic()
    for n in itertools.count():
        await asyncio.sleep(max(0.0, started + n * seconds - monotonic()))
        yield n


class Audience:
    """Counts what players get, without decrypting: the machine is shared with the node."""

    def __init__(self, peers: list[Peer]) -> None:
        self._sockets = [peer.detach() for peer in peers]
        self.received = [0] * len(peers)

    async def run(self) -> None:
        """Until cancelled. Sockets are polled, so that nobody is woken in the node's time."""
        while True:
            self.drain()
            await asyncio.sleep(_POLL_S)

    def drain(self) -> None:
        """Count all that has come."""
        for place, sock in enumerate(self._sockets):
            count = 0
            try:
                while True:
                    data = sock.recv(2048)
                    # Media, and not RTCP or STUN.
                    count += 127 < data[0] < 192 and not 192 <= data[1] <= 223
            except BlockingIOError:
                self.received[place] += count


class Company:
    """All peers of a measurement, from the moment they join."""

    def __init__(self, http: ClientSession, url: str, room: str) -> None:
        self._http, self._url, self._room = http, url, room
        self._peers: list[Peer] = []
        self._certificate = Certificate.generateCertificate()

    async def keep_consent(self) -> None:
        """Until cancelled: checks, as browsers send them."""
        while True:
            for peer in self._peers:
                peer.send_check()
            await asyncio.sleep(5)

    async def publish(self) -> Publisher:
        """A publisher that is connected."""
        lines = [
            Line("0", "audio", "sendonly", ssrc=AUDIO_SSRC),
            Line("1", "video", "sendonly", ssrc=VIDEO_SSRC),
        ]
        return Publisher(await self._join("whip", lines))

    async def play(self, count: int) -> Audience:
        """So many players that are connected."""
        lines = [Line("0", "audio", "recvonly"), Line("1", "video", "recvonly")]
        limit = asyncio.Semaphore(JOINING_AT_ONCE)

        async def one() -> Peer:
            async with limit:
                return await self._join("whep", lines)

        return Audience(list(await asyncio.gather(*(one() for _ in range(count)))))

    async def _join(self, protocol: str, lines: list[Line]) -> Peer:
        query = {"room": self._room}
        async with self._http.get(f"{self._url}/token", params=query) as answer:
            token = (await answer.json())["token"]
        peer = Peer(lines, certificate=self._certificate, buffer=_BUFFER)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": _SDP}
        path = f"{self._url}/{protocol}/{self._room}"
        async with self._http.post(path, data=peer.offer(), headers=headers) as answer:
            if answer.status != 201 or not await peer.connect(await answer.text()):
                raise RuntimeError(f"{protocol} was answered {answer.status}")
        self._peers.append(peer)
        return peer
