"""What a participant is sent: its outgoing streams, and what it says of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from functools import partial

from media_node.forwarding.forwarder import Forwarder
from media_node.forwarding.layer import Layer
from media_node.forwarding.outgoing import Outgoing
from media_node.rtp.rtcp import Fir, Nack, Pli, ReceiverReport, Rtcp, SenderReport, SourceName

_SHORT_UNITS = 65536


class Downlink:
    """The subscribing side of one connection."""

    def __init__(
        self,
        send: Callable[[bytes], None],
        forwarder: Forwarder,
        ask_key_frame: Callable[[Layer], None],
    ) -> None:
        #: The CNAME of everything it sends: one clock domain per subscriber.
        self.name = secrets.token_hex(8)
        self.outgoing: dict[str, Outgoing] = {}
        #: Seconds, by the subscriber's receiver reports.
        self.round_trip: float | None = None
        self._send = send
        self._forwarder = forwarder
        self._ask_key_frame = ask_key_frame
        self._by_ssrc: dict[int, Outgoing] = {}
        self._last_report: dict[int, tuple[int, float]] = {}

    def add(self, outgoing: Outgoing) -> None:
        """Send on another m-line."""
        self.outgoing[outgoing.mid] = outgoing
        self._by_ssrc[outgoing.ssrc] = self._by_ssrc[outgoing.repair_ssrc] = outgoing
        outgoing.tell_clock = partial(self._tell_clock, outgoing)

    def remove(self, mid: str) -> None:
        """Send on it no more."""
        outgoing = self.outgoing.pop(mid, None)
        if outgoing is not None:
            outgoing.want(None)
            del self._by_ssrc[outgoing.ssrc], self._by_ssrc[outgoing.repair_ssrc]

    def close(self) -> None:
        """Send nothing any more."""
        for mid in list(self.outgoing):
            self.remove(mid)

    def reported(self, reports: Iterable[Rtcp], now: float) -> None:
        """Take what the subscriber says of its streams."""
        for report in reports:
            if isinstance(report, Nack):
                outgoing = self._by_ssrc.get(report.media)
                if outgoing is not None:
                    self._forwarder.resend(outgoing, report.lost, now)
            elif isinstance(report, Pli):
                self._lost_picture(report.media, now)
            elif isinstance(report, Fir):
                for ssrc, _ in report.requests:
                    self._lost_picture(ssrc, now)
            elif isinstance(report, ReceiverReport | SenderReport):
                self._received(report, now)

    def _tell_clock(self, outgoing: Outgoing, now: float) -> None:
        """Pass on the publisher's sender report, as one of this stream (RFC 3550 section 6.4.1)."""
        span, clock = outgoing.span, outgoing.layer.clock if outgoing.layer else None
        if span is None or clock is None:
            return
        packets, octets = outgoing.sent()
        timestamp = (clock.timestamp + span.timestamp) & 0xFFFFFFFF
        ours = SenderReport(
            outgoing.ssrc, clock.ntp, timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF
        )
        self._last_report[outgoing.ssrc] = (clock.ntp >> 16 & 0xFFFFFFFF, now)
        self._send(bytes(ours) + bytes(SourceName(outgoing.ssrc, self.name)))

    def _lost_picture(self, ssrc: int, now: float) -> None:
        outgoing = self._by_ssrc.get(ssrc)
        if outgoing is None or outgoing.kind != "video" or not outgoing.patience.admits(now):
            return
        layer = outgoing.wanted or outgoing.layer
        if layer is not None:
            self._ask_key_frame(layer)

    def _received(self, report: ReceiverReport | SenderReport, now: float) -> None:
        for block in report.reports:
            outgoing = self._by_ssrc.get(block.ssrc)
            if outgoing is None:
                continue
            if block.ssrc == outgoing.ssrc:
                outgoing.fraction_lost = block.fraction_lost
            last, sent_at = self._last_report.get(block.ssrc, (0, 0.0))
            if last and last == block.last_sender_report:
                self.round_trip = max(0.0, now - sent_at - block.delay_since / _SHORT_UNITS)
