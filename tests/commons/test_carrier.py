"""The carrier: what was committed to the outbox reaches the bus, or comes again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from commons.aws import client
from commons.carrier import carry
from commons.contracts.communities.members import MemberBanned
from commons.testing import Context
from commons.transactions import outbox


def _record(event: MemberBanned, sequence: str) -> dict[str, Any]:
    row = {
        "pk": {"S": f"OUTBOX#{event.event_id}"},
        "sk": {"S": type(event).__name__},
        "source": {"S": event.source},
        "type": {"S": type(event).__name__},
        "detail": {"S": event.to_json()},
    }
    return {"eventName": "INSERT", "dynamodb": {"NewImage": row, "SequenceNumber": sequence}}


def _banned(number: int) -> MemberBanned:
    return MemberBanned(community_id="com_1", user_id=f"usr_{number}", actor_id="usr_0")


@pytest.fixture
def queue(aws: str) -> str:
    """A queue that hears everything on the bus."""
    name = "test-bus"
    if name not in {bus["Name"] for bus in client("events").list_event_buses()["EventBuses"]}:
        client("events").create_event_bus(Name=name)
    url = str(client("sqs").create_queue(QueueName="heard")["QueueUrl"])
    client("sqs").purge_queue(QueueUrl=url)
    pattern = json.dumps({"source": ["communities"]})
    client("events").put_rule(Name="all", EventBusName=name, EventPattern=pattern)
    arn = "arn:aws:sqs:us-east-1:000000000000:heard"
    client("events").put_targets(
        Rule="all", EventBusName=name, Targets=[{"Id": "heard", "Arn": arn}]
    )
    return url


def _heard(queue: str, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for _ in range(50):
        answer = client("sqs").receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1
        )
        found += [json.loads(message["Body"]) for message in answer.get("Messages", [])]
        if len(found) >= count:
            break
    return found


@contextmanager
def _refusing(refused: int) -> Iterator[None]:
    """PutEvents does not take the entry of this number."""

    def refuse(parsed: dict[str, Any], **_: Any) -> None:
        before = len(calls) * 10
        calls.append(len(parsed["Entries"]))
        if before <= refused < before + len(parsed["Entries"]):
            parsed["FailedEntryCount"] = 1
            parsed["Entries"][refused - before] = {"ErrorCode": "ThrottlingException"}

    calls: list[int] = []
    client("events").meta.events.register("after-call.eventbridge.PutEvents", refuse)
    try:
        yield
    finally:
        client("events").meta.events.unregister("after-call.eventbridge.PutEvents", refuse)


def test_a_batch_larger_than_put_events_takes_arrives_whole(queue: str) -> None:
    events = [_banned(number) for number in range(23)]

    answer = carry({"Records": [_record(e, str(i)) for i, e in enumerate(events)]}, Context())

    assert answer == {"batchItemFailures": []}
    heard = _heard(queue, 23)
    assert {e["detail"]["event_id"] for e in heard} == {e.event_id for e in events}
    assert {(e["source"], e["detail-type"]) for e in heard} == {("communities", "MemberBanned")}


@pytest.mark.parametrize("refused", [0, 11, 22])
def test_a_refused_entry_comes_again_with_all_after_it(queue: str, refused: int) -> None:
    """PutEvents answers 200 and names the entries it did not take."""
    events = [_banned(number) for number in range(23)]
    records = [_record(e, str(100 + i)) for i, e in enumerate(events)]

    with _refusing(refused):
        answer = carry({"Records": records}, Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": str(100 + refused)}]}


def _together(events: Sequence[MemberBanned], sequence: str) -> dict[str, Any]:
    """The record of a row that holds several events."""
    row = outbox(*events)["Item"]
    return {"eventName": "INSERT", "dynamodb": {"NewImage": row, "SequenceNumber": sequence}}


def test_events_of_one_row_arrive_one_by_one(queue: str) -> None:
    events = [_banned(number) for number in range(27)]
    records = [_together(events[:25], "1"), _record(events[25], "2"), _record(events[26], "3")]

    assert carry({"Records": records}, Context()) == {"batchItemFailures": []}

    heard = _heard(queue, 27)
    assert {e["detail"]["event_id"] for e in heard} == {e.event_id for e in events}
    assert {(e["source"], e["detail-type"]) for e in heard} == {("communities", "MemberBanned")}


@pytest.mark.parametrize(("refused", "again"), [(3, "1"), (24, "1"), (25, "2")])
def test_a_row_of_which_one_is_refused_comes_again_whole(
    queue: str, refused: int, again: str
) -> None:
    events = [_banned(number) for number in range(26)]
    records = [_together(events[:25], "1"), _record(events[25], "2")]

    with _refusing(refused):
        answer = carry({"Records": records}, Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": again}]}


def test_a_crash_repeats_the_whole_batch(aws: str) -> None:
    row = _record(_banned(1), "7")
    del row["dynamodb"]["NewImage"]["detail"]

    assert carry({"Records": [row]}, Context()) == {"batchItemFailures": [{"itemIdentifier": "7"}]}
