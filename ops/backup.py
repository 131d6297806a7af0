"""``backup status | copy | compare | put-back | drop``: tables as they were, brought back.

DynamoDB restores into new tables only. A copy of each table is made beside the live one, compared,
and rows that the live table lacks are put back into it: it keeps its name, its stream and all that
hangs on them. docs/operations.md tells when to do what.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from ops.copies import Copy, Row, Table, copies_of, tables_of
from ops.events import moment
from ops.put_back import put_back, streams_back
from ops.stage import OpsError, Stage

POLL_S = 5.0
#: The partition of auth's public keys.
KEYS = "KEY#"
SUFFIX = "%Y%m%dt%H%M%Sz"


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``backup`` and what follows it."""
    made = commands.add_parser("backup", help="tables as they were").add_subparsers(required=True)
    made.add_parser("status", help="how far back each table goes").set_defaults(run=run_status)
    copied = made.add_parser("copy", help="tables of a time, beside the live ones")
    copied.add_argument("--at", type=moment, metavar="TIME", help="default: as late as possible")
    copied.set_defaults(run=run_copy)
    for name, about, run in (
        ("compare", "what the live tables lack, by kind of row; 1 when they lack any", run_compare),
        ("put-back", "put back what they lack", run_put_back),
        ("drop", "delete the copy", run_drop),
    ):
        command = made.add_parser(name, help=about)
        command.add_argument("--copy", required=True, help="its time, as `backup copy` printed it")
        command.set_defaults(run=run)


def run_status(stage: Stage, _asked: argparse.Namespace) -> int:
    """The window of each table; 1 when one has none."""
    safe = True
    for table in tables_of(stage):
        answer = stage.client("dynamodb").describe_continuous_backups(TableName=table.name)
        found = answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        safe &= found["PointInTimeRecoveryStatus"] == "ENABLED"
        earliest, latest = (
            found.get(f"{end}RestorableDateTime", "never") for end in ("Earliest", "Latest")
        )
        print(f"{table.name}  {found['PointInTimeRecoveryStatus']}  {earliest} to {latest}")
    return 0 if safe else 1


def run_copy(stage: Stage, asked: argparse.Namespace) -> int:
    """Restore every table of people's data beside itself, and wait until all are there."""
    at: datetime = asked.at or datetime.now(UTC)
    when = {"RestoreDateTime": at} if asked.at else {"UseLatestRestorableTime": True}
    suffix = at.strftime(SUFFIX)
    client = stage.client("dynamodb")
    copies = [Copy(table, suffix) for table in tables_of(stage)]
    for copy in copies:
        client.restore_table_to_point_in_time(
            SourceTableName=copy.live.name, TargetTableName=copy.name, **when
        )
        print(f"{copy.name}: begun")
    for copy in copies:
        while client.describe_table(TableName=copy.name)["Table"]["TableStatus"] != "ACTIVE":
            time.sleep(POLL_S)
        print(f"{copy.name}: there")
    print(f"copy {suffix}")
    return 0


def run_compare(stage: Stage, asked: argparse.Namespace) -> int:
    """Rows of the copy that are to be in the live tables: there, changed since, or lost."""
    lost = 0
    for copy in copies_of(stage, asked.copy):
        counts: Counter[tuple[str, str]] = Counter()
        there, wanted = 0, 0
        live = {row.key: row.digest for row in copy.live.rows(stage)}
        for row in _wanted(stage, copy):
            wanted ^= row.digest
            found = live.get(row.key)
            there ^= found or 0
            state = "same" if found == row.digest else "lost" if found is None else "changed"
            counts[row.kind, state] += 1
        lost += sum(n for (_, state), n in counts.items() if state == "lost")
        print(f"{copy.live.name}: checksum {wanted:032x} of the copy, {there:032x} live")
        for (kind, state), n in sorted(counts.items()):
            print(f"  {kind:<12} {state:<8} {n}")
    return 1 if lost else 0


def run_put_back(stage: Stage, asked: argparse.Namespace) -> int:
    """Streams first, so that nothing old is delivered again; then every other row."""
    for copy in copies_of(stage, asked.copy):
        moved = streams_back(stage, copy)
        there = {row.key for row in copy.live.rows(stage)}
        rows = (row for row in _wanted(stage, copy) if row.key not in there)
        written, kept = put_back(stage, copy.live, (row for row in rows if not row.is_position))
        print(f"{copy.live.name}: {written} rows put back, {moved} streams moved on", end="")
        print(f", {kept} were written meanwhile" if kept else "")
    return 0


def run_drop(stage: Stage, asked: argparse.Namespace) -> int:
    """Delete the copy's tables."""
    for copy in copies_of(stage, asked.copy):
        stage.client("dynamodb").delete_table(TableName=copy.name)
        print(f"{copy.name}: deleted")
    return 0


def _wanted(stage: Stage, copy: Copy) -> Iterator[Row]:
    """The rows of a copy that belong into the live table."""
    try:
        at = datetime.strptime(copy.suffix, SUFFIX).replace(tzinfo=UTC)
    except ValueError:
        raise OpsError(f"{copy.suffix!r} is no copy's time, such as 20270301t093000z") from None
    now = time.time()
    # A key that was withdrawn since must stay withdrawn; without any, nobody could be verified.
    withheld = KEYS if _has(stage, copy.live, KEYS) else None
    return (
        row
        for row in copy.rows(stage)
        if row.key[0] != withheld and row.is_kept(copy.live.service, at, now)
    )


def _has(stage: Stage, table: Table, pk: str) -> bool:
    answer = stage.client("dynamodb").query(
        TableName=table.name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ConsistentRead=True,
        Limit=1,
    )
    return bool(answer["Items"])
