"""How far many streams have been delivered, and how far a user has read them, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from commons.aws import BATCH_GET_LIMIT, batch_get
from commons.settings import table_name
from commons.streams import owner_of
from commons.streams.log import Cursor, cursor_of
from commons.wire import Item, item


def heads(streams: Iterable[str], *, consistent: bool = False) -> dict[str, Cursor]:
    """The cursors of those streams that have been written to."""
    return {stream: cursor_of(row) for stream, row in _rows(streams, "CUR", consistent=consistent)}


def read_positions(streams: Iterable[str], user_id: str) -> dict[str, int]:
    """How far a user has read those streams they have read at all."""
    return {stream: int(row["sq"]["N"]) for stream, row in _rows(streams, f"R#{user_id}")}


def _rows(
    streams: Iterable[str], sk: str, *, consistent: bool = False
) -> Iterator[tuple[str, Item]]:
    for some in batched(dict.fromkeys(streams), BATCH_GET_LIMIT):
        wanted: dict[str, Any] = {}
        for stream in some:
            keys = wanted.setdefault(
                table_name(owner_of(stream)), {"Keys": [], "ConsistentRead": consistent}
            )["Keys"]
            keys.append(item({"pk": f"S#{stream}", "sk": sk}))
        yield from ((row["pk"]["S"].removeprefix("S#"), row) for row in batch_get(wanted))
