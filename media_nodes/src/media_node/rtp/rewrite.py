"""One outgoing stream out of several incoming ones, continuous for its receiver.

A subscriber's stream has an SSRC, sequence numbers, timestamps and picture ids of its own. While it
follows one incoming stream the difference is constant; a *span* holds it. So a packet needs no
state per subscriber, and what a NACK asks for is found by subtracting.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

from media_node.rtp.sequence import difference

#: Retransmissions reach back over so many switches.
KEPT_SPANS = 8
#: Clocks that put two layers further apart are not believed.
_LONGEST_STEP_S = 10
_PICTURE_IDS, _TL0_INDICES = 0x7FFF, 0xFF


@dataclass(slots=True)
class Head:
    """The newest packet of an incoming stream, and how much it has sent so far."""

    index: int = 0
    timestamp: int = 0
    picture_id: int = 0
    tl0_index: int = 0
    arrival: float = 0.0
    packets: int = 0
    octets: int = 0


@dataclass(slots=True, eq=False)
class Span:
    """A subscriber's stream while it follows one incoming stream: what is added to what comes."""

    source: Hashable
    first: int
    sequence_number: int
    timestamp: int
    picture_id: int = 0
    tl0_index: int = 0
    #: Index of the last packet that was sent in it; None while it lasts.
    last: int | None = None
    packets: int = 0
    octets: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a packet that a subscriber names came from."""

    span: Span
    index: int


class Rewriter:
    """The spans of one subscriber's stream."""

    def __init__(self, sequence_number: int, timestamp: int) -> None:
        self._next_sequence_number = sequence_number
        self._timestamp = timestamp
        self._picture_id = self._tl0_index = 0
        self._left_at: float | None = None
        self._packets = self._octets = 0
        self._spans: deque[Span] = deque(maxlen=KEPT_SPANS)
        self.span: Span | None = None

    def enter(
        self, source: Hashable, first: Head, rate: int, timestamp_offset: int | None = None
    ) -> Span:
        """Follow a stream from this packet on; it is sent as the one after the last.

        `first` is the stream's head as of that packet, not counting it. The timestamp goes on by
        the time that has passed, or by an offset that is known better; it never stands still.
        """
        if self._left_at is None:
            span = self._begin(source, first)
        else:
            step = int((first.arrival - self._left_at) * rate)
            if timestamp_offset is not None:
                known = difference(first.timestamp + timestamp_offset, self._timestamp, 32)
                step = known if -rate < known < _LONGEST_STEP_S * rate else step
            moved = self._timestamp + max(1, step) - first.timestamp
            span = Span(
                source,
                first.index,
                (self._next_sequence_number - first.index) & 0xFFFF,
                moved & 0xFFFFFFFF,
                (self._picture_id + 1 - first.picture_id) & _PICTURE_IDS,
                (self._tl0_index + 1 - first.tl0_index) & _TL0_INDICES,
            )
        span.packets, span.octets = first.packets, first.octets
        self._spans.append(span)
        self.span = span
        return span

    def leave(self, head: Head) -> None:
        """Follow nothing: the stream's head is the last packet that was sent."""
        span = self.span
        if span is None:
            return
        span.last = max(head.index, span.first)
        self._next_sequence_number = (span.last + 1 + span.sequence_number) & 0xFFFF
        self._timestamp = (head.timestamp + span.timestamp) & 0xFFFFFFFF
        self._picture_id = (head.picture_id + span.picture_id) & _PICTURE_IDS
        self._tl0_index = (head.tl0_index + span.tl0_index) & _TL0_INDICES
        self._left_at = head.arrival
        self._packets, self._octets = self.sent(head)
        self.span = None

    def sent(self, head: Head) -> tuple[int, int]:
        """Packets and octets sent in all, given the head of the stream that is followed."""
        if self.span is None:
            return self._packets, self._octets
        return (
            self._packets + head.packets - self.span.packets,
            self._octets + head.octets - self.span.octets,
        )

    def origin(self, sequence_number: int, newest: int) -> Origin | None:
        """What was sent with this number; `newest` is the index where the followed stream is."""
        for span in reversed(self._spans):
            last = newest if span.last is None else span.last
            index = last + difference(sequence_number - span.sequence_number, last & 0xFFFF)
            if span.first <= index <= last:
                return Origin(span, index)
        return None

    def _begin(self, source: Hashable, first: Head) -> Span:
        """Picture ids begin as they come: nothing was before them."""
        return Span(
            source,
            first.index,
            (self._next_sequence_number - first.index) & 0xFFFF,
            (self._timestamp - first.timestamp) & 0xFFFFFFFF,
        )
