"""Arithmetic of counters that wrap (RFC 1982, as RTP uses it)."""

from __future__ import annotations


def difference(newer: int, older: int, bits: int = 16) -> int:
    """How far ``newer`` is ahead of ``older``: negative when it is behind."""
    half = 1 << (bits - 1)
    return ((newer - older + half) & ((1 << bits) - 1)) - half


class Unwrapper:
    """Turns a counter of so many bits into one that never wraps.

    Values may come out of order by less than half the counter's range.
    """

    __slots__ = ("_bits", "highest")

    def __init__(self, bits: int = 16) -> None:
        self._bits = bits
        self.highest: int | None = None

    def index(self, value: int) -> int:
        """The value's place in the unwrapped count.

        The first is placed a whole cycle up, so what comes before it is not negative.
        """
        if self.highest is None:
            self.highest = (1 << self._bits) + value
            return self.highest
        mask = (1 << self._bits) - 1
        index = self.highest + difference(value, self.highest & mask, self._bits)
        if index > self.highest:
            self.highest = index
        return index
