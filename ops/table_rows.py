"""The rows that a discarded batch of a table's stream was about: the record only points at them.

A stream keeps its records for 24 hours. After that the rows of an outbox, which live for seven
days, can still be read from the table itself.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from commons.ids import EVENT, created_at, is_id
from ops.letters import Letter
from ops.stage import OpsError, Stage

PER_CALL = 100
OUTBOX = "OUTBOX#"
#: A row is in the stream a moment after its event was made, by another machine's clock.
SLACK = timedelta(minutes=15)
GONE = {"TrimmedDataAccessException", "ResourceNotFoundException"}


class Expired(Exception):
    """The stream does not have these rows any more."""


def rows_again(stage: Stage, letter: Letter, *, from_table: bool) -> list[dict[str, Any]]:
    """The records as Lambda would hand them over: those the function's filter lets through.

    Records of other lanes lie between the first and the last: they come along, and consumers are
    idempotent. Raises Expired.
    """
    batch = letter.body["DDBStreamBatchInfo"]
    wanted = _filters(stage, letter.function, batch["streamArn"])
    found = _from_table(stage, batch) if from_table else _between(stage, batch)
    records = map(_as_lambda_shows, found)
    return [record for record in records if any(_passes(record, one) for one in wanted)]


def _between(stage: Stage, batch: dict[str, Any]) -> Iterator[dict[str, Any]]:
    client = stage.client("dynamodbstreams")
    last, read = int(batch["endSequenceNumber"]), 0
    try:
        iterator = client.get_shard_iterator(
            StreamArn=batch["streamArn"],
            ShardId=batch["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=batch["startSequenceNumber"],
        )["ShardIterator"]
        while iterator:
            answer = client.get_records(ShardIterator=iterator)
            for record in answer["Records"]:
                if int(record["dynamodb"]["SequenceNumber"]) > last:
                    return
                read += 1
                yield record
                if int(record["dynamodb"]["SequenceNumber"]) == last:
                    return
            iterator = answer.get("NextShardIterator") if answer["Records"] else None
    except ClientError as error:
        if error.response["Error"]["Code"] not in GONE:
            raise
    if not read:
        raise Expired


def _from_table(stage: Stage, batch: dict[str, Any]) -> list[dict[str, Any]]:
    """Events of the outbox made while the batch arrived. Raises Expired when there are none."""
    table = batch["streamArn"].partition(":table/")[2].partition("/")[0]
    first = _time(batch["approximateArrivalOfFirstRecord"]) - SLACK
    last = _time(batch["approximateArrivalOfLastRecord"]) + SLACK
    pages = stage.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    rows = [row for page in pages for row in page["Items"]]
    records = [_inserted(row, n) for n, row in enumerate(rows) if _made_between(row, first, last)]
    if not records:
        raise Expired
    return records


def _made_between(row: dict[str, Any], first: datetime, last: datetime) -> bool:
    event_id = row["pk"]["S"].removeprefix(OUTBOX)
    return is_id(EVENT, event_id) and first <= created_at(event_id) <= last


def _inserted(row: dict[str, Any], number: int) -> dict[str, Any]:
    keys = {"pk": row["pk"], "sk": row["sk"]}
    told = {"Keys": keys, "NewImage": row, "SequenceNumber": str(number)}
    return {"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": told}


def _filters(stage: Stage, function: str, stream_arn: str) -> list[dict[str, Any]]:
    """What the function's event source lets through. Raises OpsError when there is none."""
    answer = stage.client("lambda").list_event_source_mappings(
        FunctionName=function, EventSourceArn=stream_arn
    )
    for mapping in answer["EventSourceMappings"]:
        if mapping["EventSourceArn"] == stream_arn:
            filters = mapping.get("FilterCriteria", {}).get("Filters", [])
            return [json.loads(one["Pattern"]) for one in filters] or [{}]
    raise OpsError(f"{function} is not fed from {stream_arn} any more")


def _passes(value: Any, pattern: Any) -> bool:
    """Lambda's filter rules, as far as our stacks use them: fields, values, prefixes."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            name in value and _passes(value[name], inner) for name, inner in pattern.items()
        )
    return any(_matches(value, one) for one in pattern)


def _matches(value: Any, rule: Any) -> bool:
    if not isinstance(rule, dict):
        return bool(value == rule)
    if set(rule) == {"prefix"}:
        return isinstance(value, str) and value.startswith(rule["prefix"])
    raise OpsError(f"cannot apply the filter rule {rule}")


def _as_lambda_shows(record: dict[str, Any]) -> dict[str, Any]:
    """boto3 reads times and bytes; a function's event has numbers and base64."""
    shown: dict[str, Any] = json.loads(json.dumps(record, default=_plain))
    return shown


def _plain(value: Any) -> Any:
    return value.timestamp() if isinstance(value, datetime) else b64encode(value).decode()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
