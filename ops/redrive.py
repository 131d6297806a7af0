"""Doing again what a dead letter says was not done. A letter is deleted only after that worked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ops.letters import Kind, Letter
from ops.queues import Queue, send_back, source_of
from ops.stage import OpsError, Stage
from ops.table_rows import PER_CALL, Expired, rows_again


@dataclass(frozen=True)
class Outcome:
    """What became of one letter; ``why`` it stays, as a type or code."""

    done: bool
    why: str = ""


def redrive(stage: Stage, queue: Queue, letter: Letter, *, from_table: bool = False) -> Outcome:
    """Give it back to its function, which is waited for, or to its queue.

    from_table: when a stream has expired, read rows of an outbox from their table instead.
    """
    try:
        return _redrive(stage, queue, letter, from_table)
    except Expired:
        return Outcome(False, "RowsExpired")
    except OpsError as error:
        return Outcome(False, str(error))
    except ClientError as error:
        return Outcome(False, str(error.response["Error"]["Code"]))
    except BotoCoreError as error:
        return Outcome(False, type(error).__name__)


def _redrive(stage: Stage, queue: Queue, letter: Letter, from_table: bool) -> Outcome:
    match letter.kind:
        case Kind.CALL:
            function = letter.body["requestContext"]["functionArn"]
            return _call(stage, function, letter.body["requestPayload"])
        case Kind.DELIVERY:
            target = letter.message["MessageAttributes"]["TARGET_ARN"]["StringValue"]
            return _call(stage, target, letter.body)
        case Kind.ROWS:
            return _rows(stage, letter, from_table)
        case Kind.NUDGE:
            source = source_of(stage, queue)
            if source is None:
                return Outcome(False, "NoSourceQueue")
            send_back(stage, source, letter)
            return Outcome(True)
    return Outcome(False, "UnknownKind")


def _rows(stage: Stage, letter: Letter, from_table: bool) -> Outcome:
    function = letter.body["requestContext"]["functionArn"]
    records = rows_again(stage, letter, from_table=from_table)
    for start in range(0, len(records), PER_CALL):
        outcome = _call(stage, function, {"Records": records[start : start + PER_CALL]})
        if not outcome.done:
            return outcome
    return Outcome(True)


def _call(stage: Stage, function: str, payload: Any) -> Outcome:
    """Invoke and wait: only what the function did without an error is done."""
    answer = stage.client("lambda", patient=True).invoke(
        FunctionName=function, Payload=json.dumps(payload).encode()
    )
    told = json.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError"):
        return Outcome(False, str((told or {}).get("errorType", "Unhandled")))
    if isinstance(told, dict) and told.get("batchItemFailures"):
        return Outcome(False, "RowsRefused")
    return Outcome(True)
