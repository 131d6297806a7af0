"""The last packets of a stream, for those who missed one."""

from __future__ import annotations

from media_node.rtp.packet import Packet

#: Two seconds of a busy camera; a power of two.
CAPACITY = 1024


class PacketRing:
    """Packets of one incoming stream by their unwrapped sequence number.

    All subscribers share it, so memory grows with publishers and not with the audience.
    """

    __slots__ = ("_indices", "_mask", "_packets")

    def __init__(self, capacity: int = CAPACITY) -> None:
        if capacity & (capacity - 1) or capacity < 1:
            raise ValueError("a ring's capacity is a power of two")
        self._mask = capacity - 1
        self._indices = [-1] * capacity
        self._packets: list[Packet | None] = [None] * capacity

    def add(self, index: int, packet: Packet) -> bool:
        """Keep a packet; False for one that is already there or too old to keep."""
        at = index & self._mask
        if self._indices[at] >= index:
            return False
        self._indices[at] = index
        self._packets[at] = packet
        return True

    def get(self, index: int) -> Packet | None:
        """The packet, as long as it is kept."""
        at = index & self._mask
        return self._packets[at] if self._indices[at] == index else None
