"""A subscriber's stream is one stream, whatever it follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from media_node.rtp.clock import StreamClock, offset_between
from media_node.rtp.rewrite import Head, Rewriter, Span
from media_node.rtp.sequence import Unwrapper, difference

RATE = 90_000


@dataclass
class Source:
    """A camera's layer: 30 frames a second, numbers that begin anywhere and wrap."""

    name: str
    head: Head
    sent: list[int] = field(default_factory=list)

    def next(self, now: float) -> Head:
        """Send a packet; the head before it, as of it."""
        self.head.index += 1
        self.head.timestamp = (self.head.timestamp + 3000) & 0xFFFFFFFF
        self.head.picture_id = (self.head.picture_id + 1) & 0x7FFF
        self.head.tl0_index = (self.head.tl0_index + 1) & 0xFF
        self.head.arrival = now
        before = Head(**{name: getattr(self.head, name) for name in Head.__slots__})
        self.head.packets += 1
        return before


def sources(draw: st.DrawFn) -> list[Source]:
    big = st.integers(0x10000 - 20, 0x10000 + 20)
    return [
        Source(
            name,
            Head(
                draw(big),
                draw(st.integers(0xFFFFFF00, 0xFFFFFFFF)),
                draw(st.integers(0, 0x7FFF)),
                draw(st.integers(0, 0xFF)),
            ),
        )
        for name in ("low", "high")
    ]


@st.composite
def journeys(draw: st.DrawFn) -> tuple[list[Source], list[tuple[int, int]]]:
    """Which source is followed for how many packets, one after another."""
    steps = draw(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 30)), min_size=1, max_size=6))
    return sources(draw), steps


@given(journeys(), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF))
def test_numbers_go_on_over_every_switch_and_can_be_traced_back(
    journey: tuple[list[Source], list[tuple[int, int]]], number: int, timestamp: int
) -> None:
    layers, steps = journey
    rewriter, now = Rewriter(number, timestamp), 0.0
    out: list[tuple[int, int, int, int]] = []
    came_from: list[tuple[str, int, int]] = []
    followed: Source | None = None
    for chosen, count in steps:
        for nth in range(count):
            now += 1 / 30
            layers[1 - chosen].next(now)
            source = layers[chosen]
            before_switch = followed.head if followed else None
            if nth == 0 and before_switch is not None:
                rewriter.leave(before_switch)
            first = source.next(now)
            if nth == 0:
                span = rewriter.enter(source.name, first, RATE)
                followed = source
            out.append(rewritten(first, span))
            came_from.append((source.name, first.index, out[-1][0]))
        # The other layer went on; what this one sent last is what its receiver knows.
    assert followed is not None
    numbers = [packet[0] for packet in out]
    assert numbers[0] == number
    for older, newer in pairwise(out):
        assert difference(newer[1], older[1], 32) > 0
    for name, index, sent in came_from[-20:]:
        origin = rewriter.origin(sent, followed.head.index)
        if origin is not None:
            assert (origin.span.source, origin.index) == (name, index)


def rewritten(head: Head, span: Span) -> tuple[int, int, int, int]:
    return (
        (head.index + span.sequence_number) & 0xFFFF,
        (head.timestamp + span.timestamp) & 0xFFFFFFFF,
        (head.picture_id + span.picture_id) & 0x7FFF,
        (head.tl0_index + span.tl0_index) & 0xFF,
    )


def test_after_a_switch_every_counter_is_the_next_one() -> None:
    low, high = Source("low", Head(70_000, 5, 9, 3)), Source("high", Head(90_000, 77, 500, 200))
    rewriter = Rewriter(0xFFFF, 0)
    last = rewritten(first := low.next(1.0), rewriter.enter("low", first, RATE))
    assert last[0] == 0xFFFF
    rewriter.leave(low.head)
    first = high.next(1.1)
    after = rewritten(first, rewriter.enter("high", first, RATE))
    assert after[0] == 0
    assert difference(after[1], last[1], 32) == 9000
    assert after[2:] == (last[2] + 1, last[3] + 1)


def test_a_packet_from_before_a_switch_is_found_in_its_layer() -> None:
    low, high = Source("low", Head(70_000)), Source("high", Head(90_000))
    rewriter = Rewriter(100, 0)
    rewriter.enter("low", low.next(1.0), RATE)
    low.next(1.1)
    rewriter.leave(low.head)
    rewriter.enter("high", high.next(1.2), RATE)
    found = rewriter.origin(101, high.head.index)
    assert found is not None
    assert (found.span.source, found.index) == ("low", 70_002)
    assert rewriter.origin(99, high.head.index) is None
    assert rewriter.origin(103, high.head.index) is None


def test_what_was_sent_is_counted_over_switches() -> None:
    low, high = Source("low", Head(1)), Source("high", Head(1, packets=1000))
    rewriter = Rewriter(0, 0)
    rewriter.enter("low", low.next(1.0), RATE)
    low.next(1.1)
    rewriter.leave(low.head)
    rewriter.enter("high", high.next(1.2), RATE)
    assert rewriter.sent(high.head)[0] == 3


@given(st.integers(0, 2**63), st.integers(0, 0xFFFFFFFF), st.integers(0, 0xFFFFFFFF))
def test_clocks_of_one_sender_are_put_on_one_scale(ntp: int, old: int, new: int) -> None:
    later = ntp + (3 << 32)
    offset = offset_between(StreamClock(ntp, old, RATE), StreamClock(later, new, RATE))
    assert (new + offset) & 0xFFFFFFFF == (old + 3 * RATE) & 0xFFFFFFFF


def test_a_clock_that_would_turn_time_back_lets_it_stand_still_at_most() -> None:
    rewriter = Rewriter(0, 1000)
    first = Head(1, 5000, arrival=1.0)
    rewriter.enter("low", first, RATE)
    rewriter.leave(first)
    span = rewriter.enter("high", Head(1, 100, arrival=1.1), RATE, timestamp_offset=0)
    assert (100 + span.timestamp) & 0xFFFFFFFF == 1000 + 1


def test_clocks_that_differ_by_hours_are_not_believed() -> None:
    rewriter = Rewriter(0, 1000)
    first = Head(1, 5000, arrival=1.0)
    rewriter.enter("low", first, RATE)
    rewriter.leave(first)
    span = rewriter.enter("high", Head(1, 100, arrival=1.1), RATE, timestamp_offset=1 << 30)
    assert (100 + span.timestamp) & 0xFFFFFFFF == 1000 + 9000


@given(st.lists(st.integers(-200, 200), min_size=1, max_size=200), st.integers(0, 0xFFFF))
def test_a_counter_is_unwrapped_in_any_order(steps: list[int], start: int) -> None:
    unwrapper, value = Unwrapper(), start
    first = unwrapper.index(start)
    for step in steps:
        value += step
        assert unwrapper.index(value & 0xFFFF) - first == value - start
