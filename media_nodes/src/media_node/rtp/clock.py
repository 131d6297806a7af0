"""The clock of a stream: which of its timestamps was when, from a sender report."""

from __future__ import annotations

from dataclasses import dataclass

NTP_FRACTION = 1 << 32


@dataclass(frozen=True, slots=True)
class StreamClock:
    """A moment in the sender's NTP time (RFC 3550 section 4) and in the stream's timestamps."""

    ntp: int
    timestamp: int
    rate: int

    def at(self, ntp: int) -> int:
        """The stream's timestamp at a moment of the same sender."""
        return (self.timestamp + (ntp - self.ntp) * self.rate // NTP_FRACTION) & 0xFFFFFFFF


def offset_between(old: StreamClock, new: StreamClock) -> int:
    """What to add to the new stream's timestamps to put them on the old stream's scale."""
    return (old.at(new.ntp) - new.timestamp) & 0xFFFFFFFF
