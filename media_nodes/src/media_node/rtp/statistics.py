"""Reception statistics of one stream (RFC 3550 sections 6.4.1, A.3 and A.8)."""

from __future__ import annotations

from media_node.rtp.rtcp import ReportBlock
from media_node.rtp.sequence import difference


class ReceptionStatistics:
    """Counts what came, and what a receiver report says of it."""

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        self.ssrc = ssrc
        self.received = 0
        self.octets = 0
        self._clock_rate = clock_rate
        self._first = self._highest = 0
        self._jitter = 0.0
        self._transit: int | None = None
        self._expected_before = self._received_before = 0
        self._sender_report: tuple[int, float] | None = None

    def add(self, index: int, timestamp: int, octets: int, now: float) -> None:
        """Count a packet by its unwrapped sequence number; ``now`` in seconds of any clock."""
        if not self.received:
            self._first = self._highest = index
        self._highest = max(self._highest, index)
        self.received += 1
        self.octets += octets
        transit = (int(now * self._clock_rate) - timestamp) & 0xFFFFFFFF
        if self._transit is not None:
            deviation = abs(difference(transit, self._transit, 32))
            self._jitter += (deviation - self._jitter) / 16
        self._transit = transit

    def sender_report(self, ntp: int, now: float) -> None:
        """Remember when the sender's last report came, for its round-trip time."""
        self._sender_report = (ntp >> 16 & 0xFFFFFFFF, now)

    @property
    def lost(self) -> int:
        """Packets that never came; negative when some came twice."""
        return self._expected() - self.received

    def report(self, now: float) -> ReportBlock:
        """The report block since the last one."""
        expected, received = self._expected(), self.received
        new_expected = expected - self._expected_before
        new_lost = new_expected - (received - self._received_before)
        self._expected_before, self._received_before = expected, received
        fraction = min(255, max(0, new_lost) * 256 // new_expected) if new_expected > 0 else 0
        last, delay = 0, 0
        if self._sender_report:
            last, since = self._sender_report
            delay = int((now - since) * 65536) & 0xFFFFFFFF
        lost = max(-0x800000, min(self.lost, 0x7FFFFF))
        return ReportBlock(
            self.ssrc, fraction, lost, self._highest & 0xFFFFFFFF, int(self._jitter), last, delay
        )

    def _expected(self) -> int:
        return self._highest - self._first + 1 if self.received else 0
