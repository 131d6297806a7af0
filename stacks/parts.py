"""Which of its stacks a routed function of a large service lives in (decision 0018).

CloudFormation stops at 500 resources a stack. Jump consistent hashing (Lamping & Veach 2014, "A
Fast, Minimal Memory, Consistent Hash Algorithm"): a new function moves none, and one stack more
moves only what goes into that last stack. It is deployed after the others have let go, so no name
is ever in two stacks.
"""

from __future__ import annotations

import hashlib


def part_of(name: str, parts: int) -> int:
    """The part, from 0, of a function's name; the same in every process and for ever."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    part, following = 0, 0
    while following < parts:
        part = following
        key = (key * 2862933555777941757 + 1) % 2**64
        following = int((part + 1) * ((1 << 31) / ((key >> 33) + 1)))
    return part
