"""Doing the same thing many times at once, with real threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

THREADS = 25


def in_parallel[T](times: int, act: Callable[[int], T], *, threads: int = THREADS) -> list[T]:
    """The results of ``act(0)`` to ``act(times - 1)``, in that order; all threads start at once."""
    width = min(times, threads)
    ready = Barrier(width)

    def started(i: int) -> T:
        if i < width:
            ready.wait()
        return act(i)

    with ThreadPoolExecutor(width) as pool:
        return list(pool.map(started, range(times)))


def meanwhile[T](act: Callable[[], T]) -> T:
    """Somebody else does this while a function runs: on a thread of their own."""
    [done] = in_parallel(1, lambda _: act())
    return done
