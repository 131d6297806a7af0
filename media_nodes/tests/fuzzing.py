"""Hostile input by the hundred thousand: bytes near to valid ones, the same in every run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from random import Random

#: Executions of each target; `make nightly` asks for ten million.
EXECUTIONS = int(os.environ.get("FUZZ_EXECUTIONS", "100000"))


def mutations(seeds: Sequence[bytes], count: int, seed: int = 1) -> Iterator[bytes]:
    """The seeds, then so many variants: bytes changed, cut out, repeated, or taken from another."""
    yield from seeds
    random = Random(seed)
    below = random.random
    for _ in range(count):
        data = bytearray(seeds[int(below() * len(seeds))])
        for _ in range(1 + int(below() * 3)):
            at = int(below() * (len(data) + 1))
            kind = int(below() * 6)
            if kind < 3 and at < len(data):
                data[at] = (0, 255, 127, int(below() * 256))[int(below() * 4)]
            elif kind == 3:
                del data[at : at + 1 + int(below() * 8)]
            elif kind == 4:
                data[at:at] = data[at : at + int(below() * 16)]
            else:
                other = seeds[int(below() * len(seeds))]
                data[at:] = other[int(below() * len(other)) :]
        yield bytes(data)


def survives(
    target: Callable[[bytes], object],
    seeds: Sequence[bytes],
    declared: type[Exception],
    executions: int = EXECUTIONS,
) -> tuple[int, int]:
    """Run the target on all of it: how many inputs it took, and how many it refused as declared.

    Anything but the declared error ends the run, and names the input.
    """
    taken = refused = 0
    for data in mutations(seeds, executions):
        try:
            target(data)
        except declared:
            refused += 1
        except Exception as error:
            raise AssertionError(f"{data.hex()} raised {error!r}") from error
        else:
            taken += 1
    return taken, refused
