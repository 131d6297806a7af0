"""Orders of delivery, and states of tables to begin them all from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from random import Random
from typing import Any

from commons.aws import client
from commons.settings import table_name
from tests.refusals import rows

COPIES_OF_EACH = 5
ALL_UP_TO = 4
SOME = 12


def orders[E](events: Sequence[E], rng: Random) -> Iterator[list[E]]:
    """Every order of few events, some of many; then each event five times, shuffled."""
    if len(events) <= ALL_UP_TO:
        yield from map(list, permutations(events))
    else:
        yield list(reversed(events))
    for _ in range(SOME):
        yield shuffled(events, rng)


def shuffled[E](events: Sequence[E], rng: Random) -> list[E]:
    """Every event five times, in any order."""
    many = list(events) * COPIES_OF_EACH
    rng.shuffle(many)
    return many


class Before:
    """A table as it is now, to go back to."""

    def __init__(self, service: str) -> None:
        self.service, self.rows = service, rows(service)

    def restore(self) -> None:
        """Make the table what it was."""
        table, now = table_name(self.service), rows(self.service)
        for key, row in self.rows.items():
            if now.get(key) != row:
                client("dynamodb").put_item(TableName=table, Item=row)
        for pk, sk in now.keys() - self.rows.keys():
            gone: dict[str, Any] = {"pk": {"S": pk}, "sk": {"S": sk}}
            client("dynamodb").delete_item(TableName=table, Key=gone)
