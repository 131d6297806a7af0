"""The stub world's WebSocket gateway, with faults: lost acks, kills, and unruly batches."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from .stub_http import StubHttp
from .stub_world import Json, Refusal, World, now

REPLAY_LIMIT = 500


class Peer:
    """One connected client."""

    def __init__(self, socket: ServerConnection, user_id: str) -> None:
        self.socket = socket
        self.user_id = user_id
        self.focus: set[str] = set()
        self.identified = False

    async def post(self, op: str, d: Json, id_: Any = None) -> None:
        frame = {"op": op, "d": d} if id_ is None else {"op": op, "id": id_, "d": d}
        with suppress(ConnectionClosed):
            await self.socket.send(json.dumps(frame))


class StubGateway:
    """Serves sockets for `world`. `unruly` is the share of posts that misbehave."""

    def __init__(self, world: World, http: StubHttp) -> None:
        self.world = world
        self.http = http
        self.peers: list[Peer] = []
        self.frames: list[Json] = []
        self.identifies: list[Json] = []
        self.unruly = 0.0
        self.lose_acks = 0
        self.skip_replay_end = False
        self.nacks: list[Json] = []
        self.reconnect_in_s = 3600.0
        self.heartbeat_ms = 240_000
        self.greeting: Json | None = None
        self._server: Server | None = None
        self._posts: set[asyncio.Task[None]] = set()
        world.on_event = self._on_event

    async def start(self) -> None:
        self._server = await serve(self._serve, "127.0.0.1", 0)
        port = next(iter(self._server.sockets)).getsockname()[1]
        self.http.gateway_url = f"ws://127.0.0.1:{port}/dev"

    async def stop(self) -> None:
        for post in list(self._posts):
            post.cancel()
        await asyncio.gather(*self._posts, return_exceptions=True)
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def kill_all(self) -> None:
        """Every TCP connection breaks without goodbye."""
        for peer in self.peers:
            peer.socket.transport.abort()

    async def tell_all(self, op: str, d: Json) -> None:
        for peer in list(self.peers):
            await peer.post(op, d)

    def count(self, op: str) -> int:
        return sum(frame["op"] == op for frame in self.frames)

    async def _serve(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        query = parse_qs(urlsplit(socket.request.path).query)
        user_id = self.http.tickets.pop(query.get("ticket", [""])[0], None)
        if user_id is None or query.get("v") != ["1"]:
            await socket.close()
            return
        peer = Peer(socket, user_id)
        self.peers.append(peer)
        try:
            async for text in socket:
                frame = json.loads(text)
                self.frames.append(frame)
                await self._handle(peer, frame)
        except ConnectionClosed:
            pass
        finally:
            self.peers.remove(peer)

    async def _handle(self, peer: Peer, frame: Json) -> None:
        d, id_ = frame["d"], frame.get("id")
        match frame["op"]:
            case "identify":
                await self._identify(peer, d, id_)
            case "hb":
                await peer.post("hb_ack", {}, id_)
            case "focus":
                refused = [c for c in d["channels"] if not self._visible(peer, c)]
                added = [c for c in d["channels"] if c not in refused and c not in peer.focus]
                peer.focus = set(d["channels"]) - set(refused)
                await peer.post("focus_ok", {"channels": [*peer.focus], "refused": refused}, id_)
                for channel in added:
                    await self._replay(peer, f"h:{channel}", None)
            case "send":
                await self._send(peer, d, id_)
            case "read":
                key = (peer.user_id, d["channel_id"])
                self.world.read_states[key] = d["seq"]

    async def _identify(self, peer: Peer, d: Json, id_: Any) -> None:
        self.identifies.append(d)
        if self.greeting is not None:
            await peer.post("error", self.greeting, id_)
            await peer.socket.close()
            return
        at = datetime.now(UTC) + timedelta(seconds=self.reconnect_in_s)
        hello = {
            "connection_id": self.world.id("con"),
            "heartbeat_ms": self.heartbeat_ms,
            "max_frame": 30720,
            "reconnect_at": at.isoformat(),
        }
        await peer.post("hello", hello, id_)
        peer.identified = True
        peer.focus = {channel for channel in d["focus"] if self._visible(peer, channel)}
        await peer.post(
            "ready", {"user": {"id": peer.user_id}, "communities": [], "dms": [], "at": now()}
        )
        for channel in d["focus"]:
            await self._replay(peer, f"h:{channel}", d["cursors"].get(f"h:{channel}"))

    async def _replay(self, peer: Peer, stream: str, cursor: int | None) -> None:
        log = self.world.log(stream)
        after = log.head if cursor is None else cursor
        missed = log.above(after)
        if after < log.trimmed or len(missed) > REPLAY_LIMIT:
            url = f"/v1/channels/{stream[2:]}/messages"
            await peer.post("gap", {"stream": stream, "head": log.head, "snapshot_url": url})
            missed, after = [], log.head
        if missed:
            to = missed[-1]["sq"]
            await peer.post("batch", {"st": stream, "pv": after, "to": to, "e": missed})
        if not self.skip_replay_end:
            to = max([after, *(event["sq"] for event in missed)])
            await peer.post("replay_end", {"stream": stream, "to": to})

    async def _send(self, peer: Peer, d: Json, id_: Any) -> None:
        if self.nacks:
            refusal = self.nacks.pop(0)
            await peer.post("error" if "close_code" in refusal else "nack", refusal, id_)
            return
        nonce, channel_id = d.pop("nonce"), d.pop("channel_id")
        try:
            message = self.world.send(peer.user_id, channel_id, nonce, **d)
        except Refusal as refusal:
            await peer.post("nack", {**refusal.body, "nonce": nonce}, id_)
            return
        if self.lose_acks > 0:
            self.lose_acks -= 1
            peer.socket.transport.abort()
            return
        await peer.post("ack", {"nonce": nonce, "id": message["id"], "seq": message["seq"]}, id_)

    def _visible(self, peer: Peer, channel_id: str) -> bool:
        with suppress(Refusal):
            self.world.check_channel(peer.user_id, channel_id)
            return True
        return False

    def _on_event(self, stream: str, pv: int, event: Json) -> None:
        batch = {"st": stream, "pv": pv, "to": event["sq"], "e": [event]}
        for peer in self.peers:
            if stream.removeprefix("h:") in peer.focus:
                post = asyncio.ensure_future(self._post(peer, batch))
                self._posts.add(post)
                post.add_done_callback(self._posts.discard)

    async def _post(self, peer: Peer, batch: Json) -> None:
        chance = self.world.random.random
        if chance() < self.unruly:
            match self.world.random.choice(("lose", "twice", "late", "merged")):
                case "lose":
                    return
                case "twice":
                    await peer.post("batch", batch)
                case "late":
                    await asyncio.sleep(chance() * 0.05)
                case "merged":
                    log = self.world.log(batch["st"])
                    pv = max(log.trimmed, batch["pv"] - 3)
                    rows = [row for row in log.above(pv) if row["sq"] <= batch["to"]]
                    batch = {**batch, "pv": pv, "e": rows}
        await peer.post("batch", batch)
