"""FFmpeg publishes over WHIP: another implementation of everything on the way."""

from __future__ import annotations

import asyncio
from fractions import Fraction

import av
import pytest

from media_node.node import Node
from media_node.rtp import codecs
from media_node.testing.peer import H264
from tests.signalling.conftest import Client, token
from tests.signalling.test_whip import PLAYS, begin
from tests.waiting import until

WIDTH, HEIGHT, RATE = 320, 180, 30


async def publish(url: str, bearer: str, seconds: float, flags: str) -> None:
    """Be an encoder for a while; its muxer blocks, so it has a thread."""
    options = {"whip_flags": flags, "authorization": bearer}
    whip = await asyncio.to_thread(av.open, url, "w", "whip", options)
    low_latency = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "g": "15"}
    video = whip.add_stream("libx264", rate=RATE, options=low_latency)
    video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    audio = whip.add_stream("libopus", rate=48000)
    audio.layout = "stereo"
    for n in range(int(seconds * RATE)):
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([n % 255]) * plane.buffer_size)
        frame.pts, frame.time_base = n, Fraction(1, RATE)
        for packet in video.encode(frame):
            await asyncio.to_thread(whip.mux, packet)
        await asyncio.sleep(1 / RATE)
    await asyncio.to_thread(whip.close)


@pytest.mark.parametrize("flags", ["+dtls_active", "-dtls_active"])
async def test_its_pictures_are_played_and_its_goodbye_is_heard(
    client: Client, node: Node, flags: str
) -> None:
    player = await begin(client, "/whep/room", PLAYS)
    await publish(str(client.make_url("/whip/room")), token(), 3, flags)
    pictures = [p for p in player.peer.packets if p.payload_type == H264]
    assert len(pictures) > RATE
    assert codecs.starts_key_frame("H264", pictures[0].payload)
    await until(lambda: len(list(node.participants())) == 1)
