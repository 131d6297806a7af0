"""Every event that a test commits, puts on the bus or posts to a socket, held to its schema.

Hooked into the process's AWS clients, so that no test has to ask for it: outbox rows and rows of
streams as they are written, entries as the carrier puts them on the bus, events as sockets get
them. The committed schemas are used, not the code's: what consumers were promised.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from commons.aws import session
from commons.events import details_of
from commons.resources import event as shown
from commons.streams import owner_of
from commons.streams.log import entry_of
from commons.streams.tallies import COUNTED, NO_VOTES, with_counts
from tools.events.schemas import strict

FOLDER = Path(__file__).resolve().parents[2] / "docs/events"

#: What was wrong since somebody last looked: ``communities.MemberBanned on the bus: …``.
violations: list[str] = []
#: Called with the rows that each committed transaction put.
listeners: list[Callable[[list[dict[str, Any]]], None]] = []
#: How many events were looked at, by ``<publisher>.<name>``.
seen: dict[str, int] = {}


def watch() -> None:
    """Look at every request of the process's clients; before the clients are made."""
    hooks = {
        "provide-client-params.dynamodb.TransactWriteItems": _written,
        "after-call.dynamodb.TransactWriteItems": _committed,
        "provide-client-params.eventbridge.PutEvents": _put,
        "provide-client-params.apigatewaymanagementapi.PostToConnection": _posted,
    }
    for name, hook in hooks.items():
        session().register(name, hook, unique_id=f"schemas-{name}")


def check(publisher: str, name: str, value: Any, where: str) -> None:
    """Note what is wrong with an event; never the values, only where."""
    full = f"{publisher}.{name}"
    seen[full] = seen.get(full, 0) + 1
    validator = _validator(full)
    if validator is None:
        violations.append(f"{full} {where}: no schema in docs/events; run python -m tools.events")
        return
    for error in validator.iter_errors(value):
        at = "/".join(map(str, error.absolute_path)) or "(whole)"
        violations.append(f"{full} {where}: {at} breaks {error.validator} {_rule(error)}")


def _rule(error: Any) -> str:
    """What the rule allows, and which fields offend it."""
    names = set(error.instance) if isinstance(error.instance, dict) else set[str]()
    allowed = error.schema.get("properties", {}).keys() if names else ()
    return f"{error.validator_value}; fields too many: {sorted(names - set(allowed))}"


def _written(**about: Any) -> None:
    about["context"]["asked"] = about["params"]["TransactItems"]
    for part in about["params"]["TransactItems"]:
        row = part.get("Put", {}).get("Item", {})
        key = row.get("pk", {}).get("S", "")
        if key.startswith("OUTBOX#"):
            for detail in details_of(row["detail"]["S"]):
                check(row["source"]["S"], row["type"]["S"], detail, "in the outbox")
        elif key.startswith("S#") and row["sk"]["S"].startswith("L#"):
            stream = key.removeprefix("S#")
            entry = entry_of(row)
            if entry.type in COUNTED:
                entry = with_counts(entry, NO_VOTES)
            if told := shown(stream, entry):
                check(owner_of(stream), told["t"], told, "in its stream")


def _committed(**about: Any) -> None:
    if about["http_response"].status_code == 200:
        rows = [part.get("Put", {}).get("Item", {}) for part in about["context"]["asked"]]
        for listen in listeners:
            listen(rows)


def _put(**about: Any) -> None:
    for entry in about["params"]["Entries"]:
        check(entry["Source"], entry["DetailType"], json.loads(entry["Detail"]), "on the bus")


def _posted(**about: Any) -> None:
    frame = json.loads(about["params"]["Data"])
    if frame.get("op") == "batch":
        for told in frame["d"]["e"]:
            check(owner_of(frame["d"]["st"]), told["t"], told, "at a socket")


@cache
def _validator(full: str) -> Draft202012Validator | None:
    path = FOLDER / f"{full}.json"
    if not path.exists():
        return None
    return Draft202012Validator(strict(json.loads(path.read_text())))
