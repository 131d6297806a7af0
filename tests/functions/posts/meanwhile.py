"""Something that happens between what a function has read and what it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from commons.aws import client


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """Do it once, by another thread, before the next transaction of the block is sent."""
    left = [act]

    def before(**_: object) -> None:
        if left:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(left.pop()).result()

    events = client("dynamodb").meta.events
    events.register("before-send.dynamodb.TransactWriteItems", before)
    try:
        yield
    finally:
        events.unregister("before-send.dynamodb.TransactWriteItems", before)
    assert left == []
