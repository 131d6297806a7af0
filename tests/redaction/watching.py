"""Everything a function leaves behind besides its answer: output, log records, events, messages."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from commons.aws import client, session
from commons.declare import services
from commons.events import details_of
from commons.settings import table_name
from tests.faults.answers import refusal

#: What people wrote that events tell by contract, so that consumers can keep copies of resources.
#: Everything else in an event is an id, a time or a word of ours; messages are in streams alone.
TOLD = {
    "MessageModerated": {"reason"},
    "MessagesModerated": {"reason"},
    "PostModerated": {"reason"},
    "UserRegistered": {"handle", "display_name"},
    "ProfileChanged": {"display_name", "bio", "avatar_url", "locale"},
    "ConversationChanged": {"name"},
    "CommunityCreated": {"name", "description"},
    "CommunityUpdated": {"name", "description"},
    "ChannelCreated": {"name", "topic"},
    "ChannelUpdated": {"name", "topic"},
    "CircleCreated": {"name", "description"},
    "CircleUpdated": {"name", "description"},
    "CalendarEventCreated": {"title", "description", "location"},
    "CalendarEventUpdated": {"title", "description", "location"},
    "EventReminderDue": {"title"},
    "RoleCreated": {"name"},
    "RoleUpdated": {"name"},
    "MemberUpdated": {"nick"},
}


class Output:
    """Standard output as it is now: a logger keeps the stream it was made with."""

    def write(self, text: str) -> None:
        """Write it there."""
        sys.stdout.write(text)

    def flush(self) -> None:
        """Nothing waits here."""


def _follow_output() -> None:
    for name in (*services(), "commons"):
        for handler in logging.getLogger(name).handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.stream = Output()


class Records(logging.Handler):
    """Keeps all that a log record knows, not only what a formatter would print."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        error = record.exc_info[1] if record.exc_info else None
        self.kept.append(f"{record.getMessage()} {record.__dict__} {error!r}")


@dataclass
class Seen:
    """What was left behind while watching."""

    capture: pytest.CaptureFixture[str]
    records: Records = field(default_factory=Records)
    output: str = ""

    def take(self) -> str:
        """Everything written since watching began."""
        read = self.capture.readouterr()
        self.output += read.out + read.err
        return self.output + "\n".join(self.records.kept)

    def crashes(self) -> int:
        """How many crashes were logged: proof that the log is seen at all."""
        self.take()
        return self.output.count('"message":"crash"')

    def metrics(self) -> int:
        """How many metrics were written."""
        self.take()
        return self.output.count('"_aws":')


@contextmanager
def watching(capture: pytest.CaptureFixture[str]) -> Iterator[Seen]:
    """See standard output, standard error and every log record of a block, of libraries too."""
    seen, root = Seen(capture), logging.getLogger()
    level = root.level
    _follow_output()
    root.addHandler(seen.records)
    root.setLevel(logging.INFO)
    try:
        yield seen
    finally:
        root.removeHandler(seen.records)
        root.setLevel(level)
        seen.take()
        _follow_output()


@contextmanager
def broken(at: int, says: str, *, by_aws: bool) -> Iterator[list[str]]:
    """The AWS call of that number fails with a message that quotes what was sent; the calls made.

    by_aws: AWS refuses it. Else a bug of ours, in the middle of the function.
    """
    made: list[str] = []
    over: list[bool] = []

    def before_call(model: Any, **_: Any) -> None:
        if over:
            return
        made.append(model.name)
        if len(made) - 1 == at and not by_aws:
            raise RuntimeError(says)

    def before_send(**_: Any) -> Any:
        if not over and len(made) - 1 == at and by_aws:
            return refusal("ValidationException", message=says)
        return None

    # The session too: a function that starts cold here makes clients of its own.
    events = [session(), *(client(name).meta.events for name in ("dynamodb", "events"))]
    for one in events:
        one.register("before-call", before_call)
        one.register("before-send", before_send)
    try:
        yield made
    finally:
        over.append(True)
        for one in events:
            one.unregister("before-call", before_call)
            one.unregister("before-send", before_send)


def outbox(since: set[str]) -> tuple[set[str], str]:
    """The keys of all committed events, and what the new ones tell beside ``TOLD``."""
    keys, told = set(since), []
    for service in services():
        for row in _rows(service):
            key = row["pk"]["S"]
            if key.startswith("OUTBOX#") and key not in since:
                keys.add(key)
                by_contract = TOLD.get(row["type"]["S"], set())
                for detail in details_of(row["detail"]["S"]):
                    left = {k: v for k, v in detail.items() if k not in by_contract}
                    told.append(json.dumps(left))
    return keys, "\n".join(told)


def _rows(service: str) -> Iterator[dict[str, Any]]:
    table = table_name(service)
    pages = (
        client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=table,
            FilterExpression="begins_with(pk, :outbox)",
            ExpressionAttributeValues={":outbox": {"S": "OUTBOX#"}},
        )
    )
    try:
        for page in pages:
            yield from page["Items"]
    except client("dynamodb").exceptions.ResourceNotFoundException:
        return


def everything_stored() -> str:
    """All rows of all tables, as text."""
    stored = []
    for table in client("dynamodb").list_tables()["TableNames"]:
        pages = client("dynamodb").get_paginator("scan").paginate(TableName=table)
        stored += [json.dumps(row, default=str) for page in pages for row in page["Items"]]
    return "\n".join(stored)


def queued() -> str:
    """What waits in the queues; taken from them."""
    told = []
    for url in client("sqs").list_queues().get("QueueUrls", []):
        while (
            messages := client("sqs")
            .receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])
            .get("Messages", [])
        ):
            for message in messages:
                told.append(json.dumps(message))
                client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return "\n".join(told)
