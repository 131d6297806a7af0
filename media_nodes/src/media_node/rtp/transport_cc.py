"""Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).

A receiver tells for every packet of a connection when it came. Times are whole quarters of a
millisecond (ticks), the unit on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass

from media_node.rtp.errors import Malformed
from media_node.rtp.sequence import difference

TICKS_PER_S = 4000
#: The reference time counts units of 64 ms in 24 bits.
_REFERENCE_TICKS = 256
_ABSENT, _SMALL, _LARGE = 0, 1, 2
MOST_PACKETS = 0xFFFF


@dataclass(frozen=True, slots=True)
class Feedback:
    """When each of consecutive packets arrived, in ticks; None for those that did not."""

    first: int
    number: int
    arrivals: tuple[int | None, ...]


def parse(information: bytes) -> Feedback:
    """Read feedback control information. Raises Malformed."""
    if len(information) < 8:
        raise Malformed("transport-cc feedback is cut off")
    first, count = int.from_bytes(information[:2]), int.from_bytes(information[2:4])
    time = int.from_bytes(information[4:7]) * _REFERENCE_TICKS
    symbols, at = _parse_symbols(information, count)
    arrivals: list[int | None] = []
    for symbol in symbols:
        size = {_SMALL: 1, _LARGE: 2}.get(symbol, 0)
        if at + size > len(information):
            raise Malformed("transport-cc feedback has too few deltas")
        if size:
            time += int.from_bytes(information[at : at + size], signed=size == 2)
        arrivals.append(time if size else None)
        at += size
    return Feedback(first, information[7], tuple(arrivals))


def build(feedback: Feedback) -> bytes:
    """Write feedback; the first arrival must be there, steps fit 16 bits, at most 65535 packets."""
    if not feedback.arrivals or feedback.arrivals[0] is None:
        raise ValueError("feedback begins with a packet that came")
    if len(feedback.arrivals) > MOST_PACKETS:
        raise ValueError("too many packets for one feedback")
    reference = feedback.arrivals[0] // _REFERENCE_TICKS
    time, symbols, deltas = reference * _REFERENCE_TICKS, [], bytearray()
    for arrival in feedback.arrivals:
        if arrival is None:
            symbols.append(_ABSENT)
            continue
        delta, time = arrival - time, arrival
        small = 0 <= delta <= 0xFF
        symbols.append(_SMALL if small else _LARGE)
        deltas += delta.to_bytes(1) if small else delta.to_bytes(2, signed=True)
    head = feedback.first.to_bytes(2) + len(symbols).to_bytes(2)
    head += (reference & 0xFFFFFF).to_bytes(3) + bytes([feedback.number & 0xFF])
    return head + _build_symbols(symbols) + bytes(deltas)


def _parse_symbols(information: bytes, count: int) -> tuple[list[int], int]:
    symbols: list[int] = []
    at = 8
    while len(symbols) < count:
        if at + 2 > len(information):
            raise Malformed("transport-cc feedback has too few status chunks")
        chunk, at = int.from_bytes(information[at : at + 2]), at + 2
        if not chunk & 0x8000:  # run length
            symbols += [chunk >> 13 & 0x03] * (chunk & 0x1FFF)
        elif chunk & 0x4000:  # seven two-bit symbols
            symbols += [chunk >> shift & 0x03 for shift in range(12, -1, -2)]
        else:  # fourteen one-bit symbols
            symbols += [chunk >> shift & 0x01 for shift in range(13, -1, -1)]
    return symbols[:count], at


def _build_symbols(symbols: list[int]) -> bytes:
    """Runs where they are longer than the seven symbols of a vector."""
    chunks = bytearray()
    at = 0
    while at < len(symbols):
        run = 1
        while at + run < len(symbols) and run < 0x1FFF and symbols[at + run] == symbols[at]:
            run += 1
        if run >= 7:
            chunks += (symbols[at] << 13 | run).to_bytes(2)
        else:
            vector, run = symbols[at : at + 7], 7
            bits = sum(symbol << 12 - 2 * place for place, symbol in enumerate(vector))
            chunks += (0xC000 | bits).to_bytes(2)
        at += run
    return bytes(chunks)


class ArrivalLog:
    """Arrivals of a connection since its last feedback, by transport-wide sequence number."""

    def __init__(self) -> None:
        self._arrivals: dict[int, int] = {}
        self._number = 0

    def add(self, sequence_number: int, now: float) -> None:
        """Note a packet; ``now`` in seconds of any clock that only goes forward."""
        self._arrivals[sequence_number] = int(now * TICKS_PER_S)

    def take(self) -> Feedback | None:
        """The feedback that is due, at most 512 packets; None when nothing came."""
        if not self._arrivals:
            return None
        anchor = next(iter(self._arrivals))
        ordered = sorted(self._arrivals, key=lambda number: difference(number, anchor))
        base = ordered[0]
        span = [n for n in ordered if difference(n, base) < 512]
        arrivals = [self._arrivals.get((base + n) & 0xFFFF) for n in range(
            difference(span[-1], base) + 1)]  # fmt: skip
        self._arrivals.clear()
        self._number += 1
        return Feedback(base, self._number & 0xFF, _within_steps(arrivals))


def _within_steps(arrivals: list[int | None]) -> tuple[int | None, ...]:
    """Without those whose step from the one before does not fit 16 bits."""
    kept: list[int | None] = []
    before = arrivals[0] or 0
    for arrival in arrivals:
        fits = arrival is not None and -0x8000 <= arrival - before < 0x8000
        kept.append(arrival if fits else None)
        before = arrival if fits and arrival is not None else before
    return tuple(kept)
