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


def readers(stream: str, user_ids: Iterable[str]) -> dict[str, int]:
    """How far those of these users have read one stream who have read it at all."""
    keys = ((stream, f"R#{user_id}") for user_id in dict.fromkeys(user_ids))
    return {row["sk"]["S"].removeprefix("R#"): int(row["sq"]["N"]) for row in _at(keys)}


def _rows(
    streams: Iterable[str], sk: str, *, consistent: bool = False
) -> Iterator[tuple[str, Item]]:
    found = _at(((stream, sk) for stream in dict.fromkeys(streams)), consistent=consistent)
    return ((row["pk"]["S"].removeprefix("S#"), row) for row in found)


def _at(keys: Iterable[tuple[str, str]], *, consistent: bool = False) -> Iterator[Item]:
    """Rows of streams by stream and sort key."""
    for some in batched(keys, BATCH_GET_LIMIT):
        wanted: dict[str, Any] = {}
        for stream, sk in some:
            empty = {"Keys": [], "ConsistentRead": consistent}
            keys_ = wanted.setdefault(table_name(owner_of(stream)), empty)["Keys"]
            keys_.append(item({"pk": f"S#{stream}", "sk": sk}))
        yield from batch_get(wanted)
