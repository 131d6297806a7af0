"""A media node: its port, its rooms, and what it does by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from time import monotonic

from media_node.forwarding.forwarder import Forwarder, PythonForwarder
from media_node.rooms.negotiation import Place
from media_node.rooms.participant import Participant
from media_node.rooms.room import Room
from media_node.sdp.model import Candidate
from media_node.transport.dtls import Certificate
from media_node.transport.port import Port

#: What is done every so many ticks.
TICK_S = 0.02
_FEEDBACK_TICKS, _DECISION_TICKS, _REPORT_TICKS = 3, 12, 50


class StaleEpoch(Exception):
    """The room has moved on: this token is of an earlier assignment of it to a node."""


class Node:
    """One worker: everything on one loop and one UDP port."""

    def __init__(
        self, port: Port, hosts: tuple[str, ...], forwarder: Forwarder | None = None
    ) -> None:
        candidates = tuple(Candidate(host, port.number) for host in hosts)
        self.place = Place(port, Certificate.generateCertificate(), candidates)
        self.rooms: dict[str, Room] = {}
        self.forwarder = forwarder or PythonForwarder()
        #: By how much the last tick was late, in seconds.
        self.lag = 0.0
        self._ticker: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Receive, and do what is due, in the running loop."""
        self.place.port.start()
        self._ticker = asyncio.get_running_loop().create_task(self._tick())

    async def stop(self, reason: str = "node stops") -> None:
        """Say goodbye to everybody."""
        for room in list(self.rooms.values()):
            room.close(reason)
        if self._ticker is not None:
            self._ticker.cancel()
        await asyncio.sleep(TICK_S)  # goodbyes are on their way
        self.place.port.close()

    def room(self, room_id: str, epoch: int) -> Room:
        """The room, made when it is new. Raises StaleEpoch.

        A higher epoch is a new assignment: who is there by an earlier one must join again.
        """
        room = self.rooms.get(room_id)
        if room is not None and epoch < room.epoch:
            raise StaleEpoch
        if room is not None and epoch > room.epoch:
            room.close("room has moved")
            room = None
        if room is None:
            room = self.rooms[room_id] = Room(room_id, epoch, self.forwarder)
        return room

    def participants(self) -> Iterator[Participant]:
        """Everybody on this node."""
        for room in list(self.rooms.values()):
            yield from list(room.participants.values())

    def debug(self) -> dict[str, object]:
        """Figures without content, names or addresses."""
        port = self.place.port
        return {
            "rooms": len(self.rooms),
            "participants": sum(len(room.participants) for room in self.rooms.values()),
            "tracks": sum(len(room.tracks) for room in self.rooms.values()),
            "copies": sum(room.copies for room in self.rooms.values()),
            "dropped": port.dropped,
            "ignored": port.ignored,
            "lag_ms": round(self.lag * 1000, 1),
        }

    async def _tick(self) -> None:
        count, due = 0, monotonic()
        while True:
            due += TICK_S
            await asyncio.sleep(max(0.0, due - monotonic()))
            now = monotonic()
            self.lag, due = now - due, max(due, now - 1)
            count += 1
            self._do(count, now)

    def _do(self, count: int, now: float) -> None:
        for participant in self.participants():
            uplink = participant.uplink
            if uplink.repairs:
                uplink.repair(now)
            if count % _FEEDBACK_TICKS == 0:
                uplink.feed_back()
                uplink.ask_again(now)
            if count % _REPORT_TICKS == 0:
                uplink.report(now)
        if count % _DECISION_TICKS == 0:
            for room in list(self.rooms.values()):
                room.decide(now)
                if not room.participants:
                    del self.rooms[room.id]
