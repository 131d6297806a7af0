"""Rooms over WebSocket."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType

from media_node.node import Node
from media_node.signalling import socket as room_socket
from media_node.signalling.lobby import Lobby
from media_node.signalling.session import MOST_FRAMES, Session
from media_node.signalling.tokens import Verifier
from media_node.testing.peer import Line, Peer
from tests.fuzzing import EXECUTIONS, mutations
from tests.rooms.people import peers
from tests.signalling.conftest import KEY, Client, token
from tests.waiting import until

SENDS = [Line("a", "audio", "sendonly"), Line("v", "video", "sendonly")]
GETS = [Line("0", "audio", "recvonly"), Line("1", "video", "recvonly")]


class Voice:
    """Somebody's socket."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heard: list[dict[str, Any]] = []
        self.me: dict[str, Any] = {}
        self._next = 0

    async def ask(self, op: str, **d: object) -> dict[str, Any]:
        """Say something; the answer to it."""
        self._next += 1
        await self.socket.send_json({"op": op, "id": str(self._next), "d": d})
        while True:
            frame = await self.hear()
            if frame.get("id") == str(self._next):
                return frame

    async def hear(self) -> dict[str, Any]:
        """The next frame."""
        frame: dict[str, Any] = await asyncio.wait_for(self.socket.receive_json(), 5)
        self.heard.append(frame)
        return frame

    async def told(self, op: str) -> dict[str, Any]:
        """The next notification of this kind, which may have come already."""
        while True:
            for frame in self.heard:
                if frame["op"] == op and not frame.get("seen"):
                    frame["seen"] = True
                    d: dict[str, Any] = frame["d"]
                    return d
            await self.hear()


async def enter(client: Client, user: str = "usr_ann", **claims: object) -> Voice:
    voice = Voice(await client.ws_connect("/rooms"))
    answer = await voice.ask("join", token=token(sub=user, **claims))
    assert answer["op"] == "joined", answer
    voice.me = answer["d"]
    return voice


async def connect(voice: Voice, lines: list[Line]) -> Peer:
    peer = Peer(lines)
    peers.append(peer)
    answer = await voice.ask("offer", sdp=peer.offer())
    assert answer["op"] == "answer", answer
    assert await peer.connect(answer["d"]["sdp"])
    await voice.told("connected")
    return peer


async def test_people_see_who_is_there_what_is_published_and_who_leaves(client: Client) -> None:
    ann, bob = await enter(client), await enter(client, "usr_bob")
    assert [p["user_id"] for p in bob.me["participants"]] == ["usr_ann", "usr_bob"]
    assert (await ann.told("participant_joined"))["user_id"] == "usr_bob"
    await connect(ann, SENDS)
    published = [await bob.told("track_published") for _ in SENDS]
    assert [track["source"] for track in published] == ["microphone", "camera"]
    await connect(bob, GETS)
    answer = await bob.ask("subscribe", mid="1", track_id=published[1]["id"], height=360)
    assert answer["d"]["slots"][0]["track_id"] == published[1]["id"]
    await ann.ask("leave")
    assert (await bob.told("track_ended"))["track_id"] == published[0]["id"]
    assert await bob.told("participant_left") == {"participant_id": ann.me["participant_id"]}
    assert (await ann.socket.receive()).type in (WSMsgType.CLOSE, WSMsgType.CLOSED)


async def test_who_comes_later_finds_what_was_published(client: Client) -> None:
    ann = await enter(client)
    await connect(ann, SENDS)
    bob = await enter(client, "usr_bob")
    assert [track["kind"] for track in bob.me["tracks"]] == ["audio", "video"]


@pytest.mark.parametrize("bad", [{"exp": 1}, {"aud": "api"}, {"epoch": "x"}])
async def test_a_bad_token_ends_the_socket(client: Client, bad: dict[str, object]) -> None:
    voice = Voice(await client.ws_connect("/rooms"))
    answer = await voice.ask("join", token=token(**bad))
    assert (answer["op"], answer["d"]["code"]) == ("error", "bad_token")
    assert (await voice.socket.receive()).type in (WSMsgType.CLOSE, WSMsgType.CLOSED)


async def test_a_replayed_token_does_not_join(client: Client) -> None:
    once = token()
    first, second = [Voice(await client.ws_connect("/rooms")) for _ in range(2)]
    assert (await first.ask("join", token=once))["op"] == "joined"
    assert (await second.ask("join", token=once))["d"]["code"] == "bad_token"


async def test_a_lost_socket_is_resumed_with_everything_as_it_was(client: Client) -> None:
    ann, bob = await enter(client), await enter(client, "usr_bob")
    peer = await connect(ann, SENDS)
    await ann.socket.close()
    again = Voice(await client.ws_connect("/rooms"))
    answer = await again.ask("resume", resume=ann.me["resume"], epoch=1)
    assert answer["op"] == "resumed"
    assert answer["d"]["participant_id"] == ann.me["participant_id"]
    assert len(answer["d"]["tracks"]) == 2
    await asyncio.sleep(0.6)  # longer than it would have had
    assert (await bob.ask("leave"))["op"] == "left"
    assert not peer.ended


async def test_a_socket_that_was_replaced_takes_nobody_with_it(client: Client) -> None:
    ann, bob = await enter(client), await enter(client, "usr_bob")
    again = Voice(await client.ws_connect("/rooms"))
    assert (await again.ask("resume", resume=ann.me["resume"], epoch=1))["op"] == "resumed"
    await ann.socket.close()  # it had only seemed to be lost
    await asyncio.sleep(0.7)
    await connect(again, SENDS)
    assert (await bob.told("track_published"))["participant_id"] == ann.me["participant_id"]


async def test_who_does_not_come_back_in_time_has_left(client: Client) -> None:
    ann, bob = await enter(client), await enter(client, "usr_bob")
    await ann.socket.close()
    assert await bob.told("participant_left") == {"participant_id": ann.me["participant_id"]}
    again = Voice(await client.ws_connect("/rooms"))
    answer = await again.ask("resume", resume=ann.me["resume"], epoch=1)
    assert answer["d"]["code"] == "no_place"


async def test_a_room_that_moved_is_joined_anew(client: Client) -> None:
    ann = await enter(client)
    await enter(client, "usr_bob", epoch=2)
    assert (await ann.told("left"))["reason"] == "room has moved"
    late = Voice(await client.ws_connect("/rooms"))
    assert (await late.ask("join", token=token(epoch=1)))["d"]["code"] == "stale_epoch"


async def test_one_mutes_oneself_and_moderators_mute_others(client: Client, node: Node) -> None:
    ann = await enter(client)
    grants = {"subscribe": True, "publish": ["microphone"]}
    bob = await enter(client, "usr_bob", grants=grants)
    await connect(ann, SENDS)
    track = (await bob.told("track_published"))["id"]
    assert (await bob.ask("mute", track_id=track, muted=True))["d"]["code"] == "not_allowed"
    assert (await bob.ask("eject", participant_id="prt_x"))["d"]["code"] == "not_allowed"
    assert (await ann.ask("mute", track_id=track, muted=True))["d"]["muted"]
    assert (await bob.told("track_muted"))["muted"]
    await connect(bob, SENDS)
    theirs = await ann.told("track_published")
    answer = await ann.ask("mute", track_id=theirs["id"], muted=True)
    assert (answer["d"]["muted"], answer["d"]["server_muted"]) == (False, True)
    await bob.ask("mute", track_id=theirs["id"], muted=False)
    assert node.rooms["room"].tracks[theirs["id"]].is_silent


async def test_who_is_ejected_is_told_and_gone(client: Client) -> None:
    ann, bob = await enter(client), await enter(client, "usr_bob")
    peer = await connect(bob, SENDS)
    answer = await ann.ask("eject", participant_id=bob.me["participant_id"])
    assert answer["op"] == "ejected"
    assert (await bob.told("left"))["reason"] == "ejected"
    await until(lambda: peer.ended)


@pytest.mark.parametrize(
    ("op", "d", "code"),
    [
        ("subscribe", {"mid": "9", "track_id": "x"}, "not_found"),
        ("unsubscribe", {"mid": "9"}, "not_found"),
        ("follow", {"mids": ["9"]}, "not_found"),
        ("mute", {"track_id": "x", "muted": True}, "not_found"),
        ("eject", {"participant_id": "x"}, "not_found"),
        ("offer", {"sdp": "v=0"}, "bad_sdp"),
        ("offer", {}, "bad_frame"),
        ("join", {"token": "x"}, "already_joined"),
        ("dance", {}, "bad_frame"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    client: Client, op: str, d: dict[str, object], code: str
) -> None:
    ann = await enter(client)
    await ann.socket.send_json({"op": op, "id": "x", "d": d})
    assert (await ann.hear())["d"]["code"] == code
    assert (await ann.ask("leave"))["op"] == "left"


async def test_before_joining_nothing_else_is_done(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = Voice(await client.ws_connect("/rooms"))
    assert (await voice.ask("leave"))["d"]["code"] == "not_joined"
    monkeypatch.setattr(room_socket, "PATIENCE_S", 0.05)
    silent = await client.ws_connect("/rooms")
    assert (await silent.receive(timeout=5)).type is WSMsgType.CLOSE


async def test_too_many_frames_end_the_socket(client: Client) -> None:
    ann = await enter(client)
    for _ in range(MOST_FRAMES + 1):
        await ann.socket.send_str("{}")
    while (await ann.hear())["d"]["code"] != "too_many":
        continue


async def test_an_offer_again_changes_what_is_published(client: Client) -> None:
    ann, bob = await enter(client), await enter(client, "usr_bob")
    peer = await connect(ann, SENDS)
    await bob.told("track_published")
    camera = await bob.told("track_published")
    peer.lines = [SENDS[0], Line("v", "video", "inactive")]
    assert (await ann.ask("offer", sdp=peer.offer()))["op"] == "answer"
    assert await bob.told("track_ended") == {"track_id": camera["id"]}


async def test_no_frame_raises(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, Any]] = []
    session = Session(Lobby(node, Verifier({"one": KEY.public_key()})), said.append)
    monkeypatch.setattr(Session, "_count", lambda self: None)
    seeds = [
        b'{"op":"join","id":"1","d":{"token":"x.y.z"}}',
        b'{"op":"offer","id":"1","d":{"sdp":"v=0","lines":{"0":{"source":"camera","heights":{"l":1}}}}}',
        b'{"op":"subscribe","id":"1","d":{"mid":"0","track_id":"t","height":9}}',
        b'{"op":"follow","id":"1","d":{"mids":["0","1"]}}',
    ]
    for data in mutations(seeds, EXECUTIONS // 10):
        session.take(data.decode("utf-8", "surrogatepass" if data.isascii() else "replace"))
    assert {frame["op"] for frame in said} == {"error"}
