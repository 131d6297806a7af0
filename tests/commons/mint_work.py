"""What the workers of test_clock_skew do that only make ids; it imports little."""

from __future__ import annotations

from commons.clock import now_ms
from commons.ids import MESSAGE, new_id, positioned_id


def mint(clock: str, count: int, stream: int, path: str) -> None:
    """Make ids while the clock is stepped back half-way; write them to a file, oldest first."""
    with open(path, "w") as file:
        for number in range(count):
            if number == count // 2:
                with open(clock, "w") as offset:
                    offset.write("-3600\n")
            file.write(new_id("any") + "\n")
            file.write(positioned_id(MESSAGE, now_ms(), stream * count + number) + "\n")
