"""Puts rows of a copy back into the live table; a row that is there stays as it is.

Positions of a stream are given once and never again, also not those that the copy does not know:
clients have cursors on them. So a stream whose head was lost goes on far above, and everybody who
comes back is told of a gap and takes a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import Any

from botocore.exceptions import ClientError

from ops.copies import Copy, Row, Table
from ops.stage import Stage

AT_ONCE = 8
#: More positions than a stream can give between the copy's time and now: 300 a second for 9 hours.
AHEAD = 10_000_000


def put_back(stage: Stage, table: Table, rows: Iterable[Row]) -> tuple[int, int]:
    """How many were written, and how many were there."""
    client = stage.client("dynamodb")

    def put(row: Row) -> bool:
        try:
            client.put_item(
                TableName=table.name,
                Item=row.item,
                ConditionExpression="attribute_not_exists(pk)",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    written = kept = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for some in batched(rows, 100 * AT_ONCE, strict=False):
            done = sum(pool.map(put, some))
            written, kept = written + done, kept + len(some) - done
    return written, kept


def streams_back(stage: Stage, copy: Copy) -> int:
    """Move on every stream whose head the live table lacks or has behind the copy; how many."""
    heads = {row.key[0]: row.item for row in copy.rows(stage) if row.is_position and _is_head(row)}
    cursors = {
        row.key[0]: row.item for row in copy.rows(stage) if row.is_position and not _is_head(row)
    }
    moved = 0
    for stream, head in heads.items():
        known = int(head["rs"]["N"])
        found = _read(stage, copy.live, stream, "HEAD")
        if found is None or int(found["rs"]["N"]) < known:
            there = str(known + AHEAD)
            _write(stage, copy.live, head | {"rs": {"N": there}})
            _move(stage, copy.live, stream, cursors.get(stream), there)
            moved += 1
        elif _read(stage, copy.live, stream, "CUR") is None:
            _move(stage, copy.live, stream, cursors.get(stream), found["rs"]["N"])
            moved += 1
    return moved


def _is_head(row: Row) -> bool:
    return row.key[1] == "HEAD"


def _move(stage: Stage, table: Table, stream: str, known: dict[str, Any] | None, to: str) -> None:
    """The cursor never lies above the head, or what comes next would not be delivered."""
    start = {"at": {"N": "0"}, "last": {"NULL": True}} | (known or {})
    key = {"pk": {"S": stream}, "sk": {"S": "CUR"}}
    _write(stage, table, start | key | {"sq": {"N": to}})


def _read(stage: Stage, table: Table, pk: str, sk: str) -> dict[str, Any] | None:
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    answer = stage.client("dynamodb").get_item(TableName=table.name, Key=key, ConsistentRead=True)
    found: dict[str, Any] | None = answer.get("Item")
    return found


def _write(stage: Stage, table: Table, row: dict[str, Any]) -> None:
    stage.client("dynamodb").put_item(TableName=table.name, Item=row)
