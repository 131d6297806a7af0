"""``keys list | retire``: which keys sign access tokens, and refusing one that leaked, at once.

Keys follow each other by themselves (docs/decisions/0012-key-rotation.md). A leaked one is named by
its ``kid``, which is in the header of every token it signed.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, datetime
from typing import Any

from ops.stage import OpsError, Stage


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``keys`` and what follows it."""
    made = commands.add_parser("keys", help="signing keys").add_subparsers(required=True)
    listed = made.add_parser("list", help="oldest first; the last one waits for its time")
    listed.set_defaults(run=run_list)
    retired = made.add_parser("retire", help="refuse a leaked key, and all before it")
    retired.add_argument("kid", help="the last one listed when the secret itself leaked")
    retired.set_defaults(run=run_retire)


def run_list(stage: Stage, _asked: argparse.Namespace) -> int:
    """Every key that is published."""
    for key in _keys(stage):
        ends = f", ends {_told(key['ttl'])}" if "ttl" in key else ""
        print(f"{key['sk']['S']}  signs from {_told(key['signs_from_s'])}{ends}")
    return 0


def run_retire(stage: Stage, asked: argparse.Namespace) -> int:
    """Let the job refuse it, and say what is left."""
    if asked.kid not in [key["sk"]["S"] for key in _keys(stage)]:
        raise OpsError(f"no key {asked.kid!r} is published; see `keys list`")
    answer = stage.client("lambda", patient=True).invoke(
        FunctionName=stage.of("auth", "rotate-keys"),
        Payload=json.dumps({"detail": {"leaked": asked.kid}}).encode(),
    )
    if answer.get("FunctionError"):
        raise OpsError("the job failed, and may have done nothing: run it again, see the log")
    print("refused: at once by functions that start, within a minute by all. Now there are:")
    return run_list(stage, asked)


def _keys(stage: Stage) -> list[dict[str, Any]]:
    answer = stage.client("dynamodb").query(
        TableName=stage.of("auth"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "KEY#"}},
        ConsistentRead=True,
    )
    valid = [row for row in answer["Items"] if _number(row, "ttl", time.time() + 1) > time.time()]
    return sorted((row for row in valid if "generation" in row), key=_generation)


def _generation(row: dict[str, Any]) -> float:
    return _number(row, "generation", 0)


def _number(row: dict[str, Any], name: str, missing: float) -> float:
    return float(row[name]["N"]) if name in row else missing


def _told(seconds: dict[str, str]) -> str:
    at = datetime.fromtimestamp(float(seconds["N"]), UTC)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
