"""Tables of a stage, copies of them, and their rows as they are told apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from commons.ids import EVENT, created_at, is_id
from ops.stage import OpsError, Stage

Key = tuple[str, str]
MARK = "-at-"
#: Rows that must not come back, by the start of their key: who logged out stays logged out.
FORGOTTEN = {"auth": (("SES#", ""), ("FAM#", ""), ("USR#", "SES#")), "core": (("LIMIT#", ""),)}
#: All of it is about sockets that are gone.
WITHOUT = {"realtime"}
OUTBOX = "OUTBOX#"
#: Events older than this were carried to the bus long before: the carrier's lag alarms at 60 s.
CARRIED = timedelta(hours=1)


@dataclass(frozen=True)
class Row:
    """One row, in DynamoDB's JSON."""

    item: dict[str, Any]

    @property
    def key(self) -> Key:
        """Partition and sort key."""
        return self.item["pk"]["S"], self.item["sk"]["S"]

    @property
    def kind(self) -> str:
        """The words of its keys before ids: what an operator can tell rows apart by."""
        return " ".join(part.split("#")[0] + "#" * ("#" in part) for part in self.key)

    @property
    def is_position(self) -> bool:
        """Whether it is a stream's head or cursor: those never go back."""
        return self.key[0].startswith("S#") and self.key[1] in ("HEAD", "CUR")

    @cached_property
    def digest(self) -> int:
        """128 bits of its content; never 0. Digests of many rows add up by exclusive or."""
        text = json.dumps(self.item, sort_keys=True, default=repr)
        return int(hashlib.sha256(text.encode()).hexdigest()[:32], 16) | 1

    def is_kept(self, service: str, at: datetime, now: float) -> bool:
        """Whether a restore at a time brings it back."""
        pk, sk = self.key
        if "ttl" in self.item and float(self.item["ttl"]["N"]) <= now:
            return False
        event_id = pk.removeprefix(OUTBOX)
        if pk.startswith(OUTBOX) and is_id(EVENT, event_id):
            return created_at(event_id) > at - CARRIED
        return not any(
            pk.startswith(start) and sk.startswith(then)
            for start, then in FORGOTTEN.get(service, ())
        )


@dataclass(frozen=True)
class Table:
    """A live table."""

    stage: str
    service: str

    @property
    def name(self) -> str:
        """``prod-messages``"""
        return f"{self.stage}-{self.service}"

    def rows(self, stage: Stage) -> Iterator[Row]:
        """Every row, read consistently."""
        pages = stage.client("dynamodb").get_paginator("scan")
        for page in pages.paginate(TableName=self.name, ConsistentRead=True):
            yield from map(Row, page["Items"])


@dataclass(frozen=True)
class Copy(Table):
    """The table of another time, beside the live one."""

    live: Table
    suffix: str

    def __init__(self, live: Table, suffix: str) -> None:
        for name, value in (
            ("stage", live.stage),
            ("service", live.service),
            ("live", live),
            ("suffix", suffix),
        ):
            object.__setattr__(self, name, value)

    @property
    def name(self) -> str:
        """``prod-messages-at-20270301t093000z``"""
        return f"{self.live.name}{MARK}{self.suffix}"


def tables_of(stage: Stage) -> list[Table]:
    """The stage's tables that hold people's data. Raises OpsError when there are none."""
    found = [
        Table(stage.name, name.removeprefix(f"{stage.name}-"))
        for name in _names(stage)
        if MARK not in name
    ]
    if not found:
        raise OpsError(f"stage {stage.name} has no tables here")
    return [table for table in found if table.service not in WITHOUT]


def copies_of(stage: Stage, suffix: str) -> list[Copy]:
    """The tables of one copy, whose live tables must be there. Raises OpsError without any."""
    there = set(_names(stage))
    found = [copy for t in tables_of(stage) if (copy := Copy(t, suffix)).name in there]
    if not found:
        times = sorted({name.partition(MARK)[2] for name in there if MARK in name})
        raise OpsError(f"no copy {suffix}; there is: {', '.join(times) or 'none'}")
    return found


def _names(stage: Stage) -> list[str]:
    pages = stage.client("dynamodb").get_paginator("list_tables").paginate()
    names = (name for page in pages for name in page["TableNames"])
    return sorted(name for name in names if name.startswith(f"{stage.name}-"))
