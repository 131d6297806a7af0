"""Which packets are missing, and when to ask for them again (RFC 4585 section 6.2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Asked for so often, then given up: what repairs it is a key frame.
TRIES = 8
#: A packet that is merely out of order has so long to come, in seconds.
PATIENCE_S = 0.005
MOST_MISSING = 256


@dataclass(slots=True)
class _Gap:
    due: float
    tries: int = 0


class NackTracker:
    """The gaps of one incoming stream, by unwrapped sequence number."""

    def __init__(self) -> None:
        self._highest: int | None = None
        self._gaps: dict[int, _Gap] = {}

    def received(self, index: int, now: float) -> None:
        """Note a packet that came, in any order."""
        if self._highest is None:
            self._highest = index
        elif index > self._highest:
            first = max(self._highest + 1, index - MOST_MISSING)
            for missing in range(first, index):
                self._gaps[missing] = _Gap(now + PATIENCE_S)
            self._highest = index
            self._forget_oldest()
        else:
            self._gaps.pop(index, None)

    @property
    def pending(self) -> bool:
        """Whether something is missing that may yet come."""
        return bool(self._gaps)

    def due(self, now: float, round_trip: float) -> list[int]:
        """What to ask for now; each again after a round trip (seconds), a few times."""
        asked = []
        for index, gap in list(self._gaps.items()):
            if gap.due > now:
                continue
            if gap.tries == TRIES:
                del self._gaps[index]
                continue
            gap.tries += 1
            gap.due = now + max(round_trip, 0.02) * 1.25
            asked.append(index)
        return asked

    def _forget_oldest(self) -> None:
        for index in list(self._gaps)[: max(0, len(self._gaps) - MOST_MISSING)]:
            del self._gaps[index]


def pack(lost: Iterable[int]) -> bytes:
    """Sequence numbers as pairs of a packet id and a bit mask of the 16 that follow it."""
    pairs: list[list[int]] = []
    for number in lost:
        ahead = (number - pairs[-1][0] - 1) & 0xFFFF if pairs else 16
        if ahead < 16:
            pairs[-1][1] |= 1 << ahead
        elif not pairs or number & 0xFFFF != pairs[-1][0]:
            pairs.append([number & 0xFFFF, 0])
    return b"".join(pid.to_bytes(2) + mask.to_bytes(2) for pid, mask in pairs)


def unpack(fci: bytes) -> tuple[int, ...]:
    """The sequence numbers in the feedback information of a NACK; a rest is ignored."""
    lost: list[int] = []
    for at in range(0, len(fci) - 3, 4):
        pid, mask = int.from_bytes(fci[at : at + 2]), int.from_bytes(fci[at + 2 : at + 4])
        lost.append(pid)
        lost.extend((pid + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1)
    return tuple(lost)
