"""For tests: a function may call on AWS only what its declaration grants, as IAM will hold it.

The deployed function gets exactly these grants; without this, a word missing from a declaration
would first show as AccessDenied on the deployed platform. What each function does is noted too, so
that the suite can name what is granted and never used.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from commons import access, auth
from commons.aws import session
from commons.carrier import Carrier
from commons.declare import APPEND, Declaration
from commons.events import Consumer
from commons.http import Endpoint
from commons.jobs import Job
from commons.queues import QueueConsumer
from commons.schedules import group
from commons.secrets import secret
from commons.settings import settings
from commons.sockets import SocketAction
from commons.tables import TableConsumer

Right = tuple[str, str, str]
"""Action, resource, and the key prefix that limits it: ``dynamodb:Query table/messages S#``."""

KINDS = (Endpoint, SocketAction, Consumer, QueueConsumer, TableConsumer, Job)
WRITES = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
#: By ``name_of`` the function, what it did in this process.
observed: dict[str, set[Right]] = defaultdict(set)
_here = threading.local()


class NotGranted(AssertionError):
    """The function did something that its declaration does not say."""


def rights(declared: Declaration) -> set[Right]:
    """What a function's own code may do; what Lambda does in its name to feed it is not here."""
    granted = {
        (f"dynamodb:{action}", f"table/{grant.service}", prefix)
        for grant in declared.grants()
        for action in grant.actions
        for prefix in grant.prefixes
    }
    granted |= {
        ("secretsmanager:GetSecretValue", f"secret/{name}", "") for name in declared.secrets
    }
    granted |= {("sqs:SendMessage", f"queue/{name}", "") for name in declared.queues}
    granted |= {
        (f"scheduler:{action}Schedule", f"schedules/{_own(group(job))}", "")
        for job in declared.schedules
        for action in ("Create", "Update", "Delete")
    }
    if declared.posts:
        granted.add(("execute-api:ManageConnections", "sockets", ""))
    if isinstance(declared, Carrier):
        granted.add(("events:PutEvents", "bus", ""))
    return granted


def name_of(declared: Declaration) -> str:
    """``messages.send_message``; all carriers are one."""
    return declared.name if isinstance(declared, Carrier) else f"{declared.service}.{declared.name}"


def watch() -> None:
    """Look at every request of the process's clients; before the first client is made."""
    session().register("before-call", _note, unique_id="granted")
    for kind in KINDS:
        kind.__call__ = _held(kind.__call__)  # type: ignore[method-assign]


def _held(serve: Callable[..., Any]) -> Callable[..., Any]:
    """A call of a function, held to its declaration; ``watch`` may come twice."""
    if hasattr(serve, "__wrapped__"):
        return serve

    @wraps(serve)
    def call(declared: Declaration, event: object, context: object) -> Any:
        if _cached(rights(declared) - observed[name_of(declared)]):
            _start_cold()
        with only_granted(declared):
            return serve(declared, event, context)

    return call


def _cached(unused: set[Right]) -> bool:
    """Whether some of it is read once per process, and was not yet read by this function."""
    return any(
        action == "secretsmanager:GetSecretValue" or (action, prefix) == ("dynamodb:Query", "KEY#")
        for action, _, prefix in unused
    )


def _start_cold() -> None:
    """Forget what another function read in this process: on Lambda each has its own."""
    access.forget()
    auth.forget()
    modules = [module for name, module in sys.modules.items() if name.startswith("functions.")]
    for kept in (secret, *(value for module in modules for value in vars(module).values())):
        # What a module only imports, such as the clients, is not its own to forget.
        own = kept is secret or str(getattr(kept, "__module__", "")).startswith("functions.")
        if own and hasattr(kept, "cache_clear"):
            kept.cache_clear()


@contextmanager
def only_granted(declared: Declaration) -> Iterator[None]:
    """Within the block, this thread's calls must be within the declaration's grants."""
    outer, _here.declared = getattr(_here, "declared", None), declared
    refused, _here.refused = getattr(_here, "refused", []), []
    try:
        yield
        if _here.refused:
            raise NotGranted(f"{declared.handler} is not granted {', '.join(_here.refused)}")
    finally:
        _here.declared, _here.refused = outer, refused


def _note(**about: Any) -> None:
    declared: Declaration | None = getattr(_here, "declared", None)
    if declared is None:
        return
    granted = rights(declared)
    service, operation = about["model"].service_model.signing_name, about["model"].name
    sent = json.loads(about["params"]["body"] or "{}") if service != "execute-api" else {}
    if operation == "TransactWriteItems":
        _note_events(declared, sent)
        _note_overwrites(declared, sent)
    if service == "scheduler":  # DeleteSchedule names its group in the query string
        sent |= about["params"]["query_string"]
    for action, resource, key in _touched(service, operation, sent):
        allowed = {r for r in granted if r[:2] == (action, resource) and key.startswith(r[2])}
        observed[name_of(declared)] |= allowed
        if not allowed:
            # Noted, not raised: a handler may catch errors of a call.
            where = f"{key} of {resource}" if key else resource
            _here.refused.append(f"{action.partition(':')[2]} on {where}")


def _note_events(declared: Declaration, sent: dict[str, Any]) -> None:
    """IAM cannot tell one event from another; what the catalogue says of who emits it must hold."""
    emits = {event.__name__ for event in declared.emits}
    for row in (part.get("Put", {}).get("Item", {}) for part in sent["TransactItems"]):
        if row.get("pk", {}).get("S", "").startswith("OUTBOX#") and row["type"]["S"] not in emits:
            _here.refused.append(f"to emit {row['type']['S']}")
        is_event = row.get("sk", {}).get("S", "").startswith("L#") and row["t"]["S"]
        if is_event and row["t"]["S"] not in declared.appends:
            _here.refused.append(f"to append {row['t']['S']}")


def _note_overwrites(declared: Declaration, sent: dict[str, Any]) -> None:
    """IAM cannot tell a new row from one put over another; rows written once need the condition."""
    once = tuple(kind.prefix for kind in declared.writes if kind.verbs == APPEND)
    for put in (part["Put"] for part in sent["TransactItems"] if "Put" in part):
        guarded = "attribute_not_exists" in put.get("ConditionExpression", "")
        if _partition(put).startswith(once) and not guarded:
            _here.refused.append(f"to put over {_partition(put)}")


def _touched(service: str, operation: str, sent: dict[str, Any]) -> Iterator[Right]:
    """``(action, resource, partition key)`` of everything that a request names."""
    match service:
        case "dynamodb":
            for action, table, partition in _rows(operation, sent):
                yield f"dynamodb:{action}", f"table/{_own(table)}", partition
        case "secretsmanager":
            yield f"secretsmanager:{operation}", f"secret/{_own(sent['SecretId'])}", ""
        case "sqs":
            queue = _own(sent["QueueUrl"].rpartition("/")[2]).removesuffix(".fifo")
            yield f"sqs:{operation.removesuffix('Batch')}", f"queue/{queue}", ""
        case "events":
            for entry in sent["Entries"]:
                yield f"events:{operation}", _own(entry["EventBusName"]), ""
        case "scheduler":
            named = sent.get("GroupName") or sent.get("groupName", "default")
            yield f"scheduler:{operation}", f"schedules/{_own(named)}", ""
        case "execute-api":
            yield "execute-api:ManageConnections", "sockets", ""
        case _:
            yield f"{service}:{operation}", "*", ""


def _rows(operation: str, sent: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
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


def _own(name: str) -> str:
    """A name without its stage; another stage's name stays whole, and is granted to nobody."""
    return re.sub(rf"^{settings().stage}[-/]", "", name)
