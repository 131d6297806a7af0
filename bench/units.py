"""DynamoDB capacity units of recorded calls, counted from item sizes.

The emulator reports the units of queries wrong, so they are counted here as AWS documents them
(Developer Guide, "Read and write capacity"): a write unit per kilobyte, double in transactions; a
read unit per four kilobytes, half when not consistent; a row costs at least one unit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil
from typing import Any

KB = 1024


@dataclass(frozen=True)
class Units:
    """Capacity used."""

    reads: float = 0
    writes: float = 0

    def __add__(self, other: Units) -> Units:
        return Units(self.reads + other.reads, self.writes + other.writes)


def units_of(names: list[str], requests: list[dict[str, Any]], answers: list[Any]) -> Units:
    """The units of calls as the client hooks saw them: operation, request, parsed answer."""
    total = Units()
    for name, request, answer in zip(names, requests, answers, strict=True):
        total += _call(name, json.loads(request["body"] or b"{}"), answer)
    return total


def _call(name: str, sent: dict[str, Any], answer: dict[str, Any]) -> Units:
    match name:
        case "GetItem":
            rows = [answer["Item"]] if "Item" in answer else []
            return _read(rows, sent.get("ConsistentRead", False), each=True)
        case "Query":
            return _read(answer["Items"], sent.get("ConsistentRead", False), each=False)
        case "BatchGetItem":
            return sum(
                (
                    _read(answer["Responses"].get(table, []), keys.get("ConsistentRead"), each=True)
                    for table, keys in sent["RequestItems"].items()
                ),
                Units(),
            )
        case "PutItem":
            return _write([sent["Item"]])
        case "UpdateItem":
            return _write([answer.get("Attributes") or sent["Key"]])
        case "DeleteItem":
            return _write([sent["Key"]])
        case "TransactWriteItems":
            rows = [w.get("Item") or w["Key"] for i in sent["TransactItems"] for w in i.values()]
            once = _write(rows)
            return once + once
    return Units()


def _read(rows: list[Any], consistent: bool | None, *, each: bool) -> Units:
    sizes = [size(row) for row in rows] if each else [sum(size(row) for row in rows)]
    blocks = sum(max(1, ceil(one / (4 * KB))) for one in sizes or [0])
    return Units(reads=blocks if consistent else blocks / 2)


def _write(rows: list[Any]) -> Units:
    return Units(writes=sum(max(1, ceil(size(row) / KB)) for row in rows))


def size(row: dict[str, Any]) -> int:
    """Bytes of a row: names and values; numbers about half a byte a digit, and one more."""
    return sum(len(name.encode()) + _value(value) for name, value in row.items())


def _value(wired: dict[str, Any]) -> int:
    [(kind, value)] = wired.items()
    match kind:
        case "S":
            return len(value.encode())
        case "B":
            return len(value)
        case "N":
            return ceil(len(value) / 2) + 1
        case "M":
            return 3 + sum(len(n.encode()) + 1 + _value(v) for n, v in value.items())
        case "L":
            return 3 + sum(1 + _value(v) for v in value)
    return 1
