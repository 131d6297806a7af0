"""Frames of every op, and what its handler decides by itself."""

from __future__ import annotations

from typing import Any

from tests.authorization.entries.messages import message
from tests.authorization.expectations import Frame, SocketEntry
from tests.authorization.worlds import INSIDE, KNOWN, Persona, World


def frames(frame: Frame) -> dict[Persona, Frame]:
    """The same for every socket."""
    return dict.fromkeys(KNOWN, frame)


def _channel(world: World) -> dict[str, Any]:
    return {"channel_id": world.ids["channel_id"]}


#: Members are told of members, circles' too; of others they are told nothing.
WATCHES = {
    persona: Frame("watching") if persona in INSIDE else Frame("error", "not_found")
    for persona in KNOWN
}
#: ``$connect`` and ``$disconnect`` are no frames: the matrix opens and closes sockets with them.
SOCKET_ENTRIES: dict[str, SocketEntry] = {
    "$connect": SocketEntry(),
    "$disconnect": SocketEntry(),
    "$default": SocketEntry(decided=frames(Frame("error", "bad_op", 4001))),
    "hb": SocketEntry(decided=frames(Frame("hb_ack"))),
    "identify": SocketEntry(
        d=lambda world: {
            "focus": [world.ids["channel_id"]],
            "cursors": {world.ids["stream_id"]: 0},
        },
        decided=frames(Frame()),
    ),
    "focus": SocketEntry(
        d=lambda world: {
            "channels": [world.ids["channel_id"]],
            "cursors": {world.ids["stream_id"]: 0},
        },
        decided=frames(Frame("focus_ok")),
    ),
    "send": SocketEntry(d=lambda world: _channel(world) | message(world) | {"nonce": "n"}),
    "signal": SocketEntry(d=lambda world: _channel(world) | {"type": "typing"}),
    "watch": SocketEntry(
        d=lambda world: {"community_id": world.ids["community_id"], "user_ids": []},
        decided=WATCHES,
    ),
    "read": SocketEntry(d=lambda world: _channel(world) | {"seq": 1}),
}
