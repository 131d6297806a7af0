"""For tests: a function may call on DynamoDB only what its declaration grants, as IAM will hold it.

The deployed function gets exactly these grants; without this, a word missing from a declaration
would first show as AccessDenied on the deployed platform.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from commons.aws import session
from commons.declare import Declaration
from commons.settings import table_name

WRITES = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
_here = threading.local()


class NotGranted(AssertionError):
    """The function did something that its declaration does not say."""


@contextmanager
def only_granted(declared: Declaration) -> Iterator[None]:
    """Within the block, this thread's DynamoDB calls must be within the declaration's grants."""
    outer, _here.declared = getattr(_here, "declared", None), declared
    refused, _here.refused = getattr(_here, "refused", []), []
    try:
        yield
        if _here.refused:
            raise NotGranted(f"{declared.handler} is not granted {', '.join(_here.refused)}")
    finally:
        _here.declared, _here.refused = outer, refused


def watch() -> None:
    """Look at every request of the process's DynamoDB client; before the client is made."""
    session().register("before-call.dynamodb", _check, unique_id="granted")


def _check(**about: Any) -> None:
    declared: Declaration | None = getattr(_here, "declared", None)
    if declared is None:
        return
    operation, sent = about["model"].name, json.loads(about["params"]["body"])
    if operation == "TransactWriteItems":
        _note_events(declared, sent)
    for action, table, partition in _touched(operation, sent):
        if not any(
            action in grant.actions
            and table == table_name(grant.service)
            and partition.startswith(grant.prefixes)
            for grant in declared.grants()
        ):
            # Noted, not raised: a handler may catch errors of a call.
            _here.refused.append(f"{action} on {partition} of {table}")


def _note_events(declared: Declaration, sent: dict[str, Any]) -> None:
    """IAM cannot tell one event from another; what the catalogue says of who emits it must hold."""
    emits = {event.__name__ for event in declared.emits}
    for row in (part.get("Put", {}).get("Item", {}) for part in sent["TransactItems"]):
        if row.get("pk", {}).get("S", "").startswith("OUTBOX#") and row["type"]["S"] not in emits:
            _here.refused.append(f"to emit {row['type']['S']}")
        is_event = row.get("sk", {}).get("S", "").startswith("L#") and row["t"]["S"]
        if is_event and row["t"]["S"] not in declared.appends:
            _here.refused.append(f"to append {row['t']['S']}")


def _touched(operation: str, sent: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """``(action, table, partition key)`` of every row or partition a request names."""
    match operation:
        case "BatchGetItem":
            for table, wanted in sent["RequestItems"].items():
                for key in wanted["Keys"]:
                    yield operation, table, key["pk"]["S"]
        case "TransactWriteItems":
            for [(kind, write)] in (item.items() for item in sent["TransactItems"]):
                yield WRITES[kind], write["TableName"], _partition(write)
        case "Query":
            name = re.match(r"\(?#?\w+ = (:\w+)", sent["KeyConditionExpression"])
            assert name is not None
            yield operation, sent["TableName"], sent["ExpressionAttributeValues"][name[1]]["S"]
        case _:
            yield operation, sent["TableName"], _partition(sent)


def _partition(row: dict[str, Any]) -> str:
    return str((row.get("Key") or row["Item"])["pk"]["S"])
