"""How far many streams have been delivered, and how far a user has read them, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from commons.aws import client
from commons.errors import Unavailable
from commons.settings import table_name
from commons.streams import owner_of
from commons.streams.log import Cursor, cursor_of
from commons.wire import Item, item

BATCH_GET_LIMIT = 100
TRIES = 5


def heads(streams: Iterable[str]) -> dict[str, Cursor]:
    """The cursors of those streams that have been written to."""
    return {stream: cursor_of(row) for stream, row in _rows(streams, "CUR")}


def read_positions(streams: Iterable[str], user_id: str) -> dict[str, int]:
    """How far a user has read those streams they have read at all."""
    return {stream: int(row["sq"]["N"]) for stream, row in _rows(streams, f"R#{user_id}")}


def _rows(streams: Iterable[str], sk: str) -> Iterator[tuple[str, Item]]:
    for some in batched(dict.fromkeys(streams), BATCH_GET_LIMIT):
        wanted: dict[str, Any] = {}
        for stream in some:
            key = item({"pk": f"S#{stream}", "sk": sk})
            keys = wanted.setdefault(table_name(owner_of(stream)), {"Keys": []})["Keys"]
            keys.append(key)
        yield from _batch(wanted)


def _batch(wanted: dict[str, Any]) -> Iterator[tuple[str, Item]]:
    for _ in range(TRIES):
        answer = client("dynamodb").batch_get_item(RequestItems=wanted)
        for rows in answer["Responses"].values():
            yield from ((row["pk"]["S"].removeprefix("S#"), row) for row in rows)
        wanted = answer.get("UnprocessedKeys") or {}
        if not wanted:
            return
    raise Unavailable
