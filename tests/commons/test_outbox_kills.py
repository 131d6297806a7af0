"""FT-04: SIGKILL at every line between a handler's write and the bus. Committed means published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from commons.aws import client
from commons.carrier import carrier
from commons.ids import new_id
from commons.settings import table_name
from commons.transactions import Conflict, Transaction
from commons.wire import item
from tests.commons.outbox_work import Fact, events_of, publish, write
from tests.faults import faults
from tests.faults.deliveries import TableStream, stream_records
from tests.faults.figures import Figures
from tests.faults.processes import Worker, worker

BUS, QUEUE = "test-bus", "heard-after-kills"


@pytest.fixture
def heard(aws: str) -> Iterator[str]:
    """A queue that hears the events of a run."""
    events, sqs = client("events"), client("sqs")
    if BUS not in {bus["Name"] for bus in events.list_event_buses()["EventBuses"]}:
        events.create_event_bus(Name=BUS)
    url = str(sqs.create_queue(QueueName=QUEUE)["QueueUrl"])
    pattern = json.dumps({"detail": {"community_id": ["com_kills"]}})
    events.put_rule(Name=QUEUE, EventBusName=BUS, EventPattern=pattern)
    target = {"Id": "1", "Arn": f"arn:aws:sqs:us-east-1:000000000000:{QUEUE}"}
    events.put_targets(Rule=QUEUE, EventBusName=BUS, Targets=[target])
    yield url
    sqs.delete_queue(QueueUrl=url)


def _heard(url: str) -> list[str]:
    """The ids of the events that came, in order, repeats included."""
    found: list[str] = []
    while (
        messages := client("sqs")
        .receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        .get("Messages")
    ):
        found += [json.loads(message["Body"])["detail"]["event_id"] for message in messages]
    return found


def _has(pk: str) -> bool:
    answer = client("dynamodb").query(
        TableName=table_name("communities"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues=item({":pk": pk}),
        ConsistentRead=True,
    )
    return bool(answer["Items"])


def _writes_killed(apart: Worker, run: str, step: int) -> tuple[list[str], int]:
    """Every handler that was killed: those whose fact is committed; how many there were."""
    points = apart.run(write, f"{run}.0").points
    names = [f"{run}.0"]
    for point in range(1, points + 1, step):
        names.append(f"{run}.{point}")
        assert apart.run(write, names[-1], kill_at=point).killed
    committed = [name for name in names if _has(f"F#{name}")]
    for name in names:
        outbox = {_has(f"OUTBOX#{event.event_id}") for event in events_of(name)}
        assert outbox == {name in committed}, f"{name} is written in part"
    return committed, len(names) - 1


def _records(names: list[str]) -> list[dict[str, Any]]:
    """What the table's stream tells of the outbox rows of these."""
    wanted = {f"OUTBOX#{event.event_id}" for name in names for event in events_of(name)}
    records = stream_records("communities", "pk", "OUTBOX#")
    found = [one for one in records if one["dynamodb"]["Keys"]["pk"]["S"] in wanted]
    for number, record in enumerate(found):
        record["dynamodb"] = {
            "Keys": record["dynamodb"]["Keys"],
            "NewImage": record["dynamodb"]["NewImage"],
            "SequenceNumber": str(number),
        }
    assert len(found) == len(wanted)
    return found


def _carriers_killed(apart: Worker, run: str, step: int) -> tuple[list[str], int]:
    """Every carrier that was killed, each with facts of its own to carry: what is committed."""
    write(f"{run}.probe")
    points = apart.run(publish, _records([f"{run}.probe"])).points
    names = {point: f"{run}.c{point}" for point in range(1, points + 1, step)}
    for name in names.values():
        write(name)
    records = _records(list(names.values()))
    for point, name in names.items():
        own = [r for r in records if r["dynamodb"]["Keys"]["pk"]["S"].startswith(f"OUTBOX#{name}.")]
        assert apart.run(publish, own, kill_at=point).killed
    return [f"{run}.probe", *names.values()], len(names)


def _check(url: str, step: int, figures: Figures, least: int) -> None:
    run = new_id("run")
    with worker() as apart:
        committed, writes = _writes_killed(apart, run, step)
        carried, carriers = _carriers_killed(apart, run, step)
    early = _heard(url)
    facts = committed + carried
    assert set(early) <= {event.event_id for name in facts for event in events_of(name)}
    # The functions are there again: the stream gives what was not answered, on a bad day.
    with faults(
        seed=4, before_commit=0.1, after_commit=0.1, throttled=0.1, only="eventbridge"
    ) as injected:
        TableStream(carrier("communities")).run(_records(facts))
    late = _heard(url)
    wanted = {event.event_id for name in facts for event in events_of(name)}
    figures("kills in the handler, in the carrier", f"{writes}, {carriers}")
    figures("kills", writes + carriers, least=least)
    figures("committed facts of killed handlers", len(committed) - 1)
    figures("committed and not published", len(wanted - set(late)), most=0)
    figures("published and not committed", len({*early, *late} - wanted), most=0)
    figures("faults of the bus", injected.fired.total())


def test_killed_at_some_lines_committed_means_published(heard: str, figures: Figures) -> None:
    _check(heard, step=60, figures=figures, least=10)


@pytest.mark.nightly
def test_killed_at_every_line_committed_means_published(heard: str, figures: Figures) -> None:
    _check(heard, step=1, figures=figures, least=200)


def test_what_is_refused_emits_nothing(aws: str) -> None:
    name, refused = new_id("run"), Transaction()
    refused.delete(Fact(f"F#{name}", "none"), Fact.pk.exists())
    for event in events_of(name):
        refused.emit(event)
    with pytest.raises(Conflict):
        refused.commit()
    assert not any(_has(f"OUTBOX#{event.event_id}") for event in events_of(name))


def test_a_poison_row_is_found_and_given_up_alone(heard: str, figures: Figures) -> None:
    names = [new_id("run") for _ in range(60)]
    for name in names:
        write(name)
    records = _records(names)
    poison = Random(4).choice(records)
    del poison["dynamodb"]["NewImage"]["detail"]
    stream = TableStream(carrier("communities"))
    delivered = stream.run(records)
    assert delivered.dead == [poison["dynamodb"]["SequenceNumber"]]
    assert len(set(_heard(heard))) == len(records) - 1
    figures("batches, with the repeats of the poison for twelve hours", len(stream.sizes))
