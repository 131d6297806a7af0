"""WHIP and WHEP."""

from __future__ import annotations

import asyncio
import re
from itertools import count

import pytest

from media_node.node import Node
from media_node.rtp.packet import Packet
from media_node.testing.peer import Line, Peer
from tests.rooms.people import peers
from tests.signalling.conftest import Client, token
from tests.waiting import until

PUBLISHES = [Line("0", "audio", "sendonly", ssrc=1), Line("1", "video", "sendonly", ssrc=2)]
PLAYS = [Line("0", "audio", "recvonly"), Line("1", "video", "recvonly")]
SDP, FRAGMENT = "application/sdp", "application/trickle-ice-sdpfrag"


class Session:
    """A session at an endpoint."""

    def __init__(self, client: Client, peer: Peer) -> None:
        self.client, self.peer = client, peer
        self.url = self.etag = ""

    async def change(self, body: str, etag: str | None, content_type: str = FRAGMENT) -> int:
        headers = {"Content-Type": content_type} | ({"If-Match": etag} if etag else {})
        async with self.client.patch(self.url, data=body, headers=headers) as answer:
            self.text = await answer.text()
            self.etag = answer.headers.get("ETag", self.etag)
            return answer.status


async def begin(client: Client, path: str, lines: list[Line], setup: str = "actpass") -> Session:
    session = Session(client, Peer(lines, setup))
    peers.append(session.peer)
    headers = {"Authorization": f"Bearer {token()}", "Content-Type": SDP}
    async with client.post(path, data=session.peer.offer(), headers=headers) as answer:
        assert answer.status == 201, await answer.text()
        assert answer.content_type == SDP
        assert answer.headers["Link"] == '<stun:stun.example.org>; rel="ice-server"'
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        session.url, session.etag = answer.headers["Location"], answer.headers["ETag"]
        assert await session.peer.connect(await answer.text())
    return session


def fragment(name: str) -> str:
    return f"a=ice-ufrag:{name}\r\na=ice-pwd:{'p' * 24}\r\nm=audio 9 RTP 0\r\na=mid:0\r\n"


def send(peer: Peer, number: int) -> None:
    peer.send(Packet(111, number, 960 * number, 1, payload=b"opus"))


@pytest.mark.parametrize("setup", ["actpass", "passive"])
async def test_what_is_published_over_whip_is_played_over_whep(
    client: Client, node: Node, setup: str
) -> None:
    encoder = await begin(client, "/whip/room", PUBLISHES, setup)
    player = await begin(client, "/whep/room", PLAYS)
    await until(lambda: all(p.connection and p.connection.is_ready for p in node.participants()))
    for number in count(1):
        send(encoder.peer, number)
        await asyncio.sleep(0.02)
        if player.peer.packets or number == 200:
            break
    assert player.peer.packets[0].payload == b"opus"


async def test_a_session_ends_when_it_is_deleted(client: Client, node: Node) -> None:
    session = await begin(client, "/whip/room", PUBLISHES)
    async with client.delete(session.url) as answer:
        assert answer.status == 200
    assert list(node.participants()) == []
    await until(lambda: session.peer.ended)
    async with client.delete(session.url) as answer:
        assert answer.status == 404


async def test_a_session_ends_with_its_connection(client: Client, node: Node) -> None:
    session = await begin(client, "/whip/room", PUBLISHES)
    await session.peer.close()
    await until(lambda: not list(node.participants()))
    assert await session.change(fragment("abcd"), "*") == 404


async def test_candidates_trickle_and_ice_restarts(client: Client) -> None:
    session = await begin(client, "/whip/room", PUBLISHES)
    name = re.search(r"a=ice-ufrag:(\S+)", session.peer.offer())
    assert name is not None
    first = session.etag
    assert await session.change(fragment(name[1]), session.etag) == 204
    assert await session.change(fragment("fresh"), "*") == 200
    assert "a=ice-ufrag:" in session.text
    assert session.etag != first
    assert await session.change(fragment("fresh"), first) == 412
    assert await session.change(fragment("fresh"), session.etag) == 204
    assert await session.change(fragment("other"), session.etag) == 412
    assert await session.change(fragment("fresh"), None) == 428
    assert await session.change("nothing", "*") == 400
    assert await session.change(fragment("fresh"), "*", SDP) == 415


async def test_options_say_what_may_be_posted(client: Client) -> None:
    async with client.options("/whip/room") as answer:
        assert answer.status == 204
        assert answer.headers["Accept-Post"] == SDP
        assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_other_methods_are_not_allowed(client: Client, method: str) -> None:
    async with client.request(method, "/whip/room") as answer:
        assert answer.status == 405
        assert answer.content_type == "application/problem+json"
        assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("authorization", "body", "content_type", "status"),
    [
        ("", "good", SDP, 401),
        ("Basic x", "good", SDP, 401),
        ("Bearer x.y.z", "good", SDP, 401),
        ("another room", "good", SDP, 401),
        ("good", "v=0\r\n", SDP, 400),
        ("good", "good", "text/plain", 415),
        ("good", "x" * 300_000, SDP, 413),
        ("listens", "good", SDP, 403),
        ("good", "plays", SDP, 422),
    ],
)
async def test_what_is_refused_leaves_nobody(
    client: Client, node: Node, authorization: str, body: str, content_type: str, status: int
) -> None:
    tokens = {
        "good": f"Bearer {token()}",
        "another room": f"Bearer {token('other')}",
        "listens": f"Bearer {token(grants={'subscribe': True})}",
    }
    offers = {"good": Peer(PUBLISHES), "plays": Peer(PLAYS)}
    peers.extend(offers.values())
    headers = {"Content-Type": content_type}
    headers["Authorization"] = tokens.get(authorization, authorization)
    data = offers[body].offer() if body in offers else body
    async with client.post("/whip/room", data=data, headers=headers) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
    assert list(node.participants()) == []


async def test_an_encoder_without_a_certificate_publishes(client: Client) -> None:
    peer = Peer(PUBLISHES, "active")
    peers.append(peer)
    headers = {"Authorization": f"Bearer {token()}", "Content-Type": SDP}
    async with client.post("/whip/room", data=peer.offer(), headers=headers) as answer:
        assert await peer.connect(await answer.text(), certificate_shown=False)
