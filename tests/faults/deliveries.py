"""How AWS hands events to functions when it does its worst: repeated, reordered, in batches.

Each delivers until everything is done or a dead letter, as the stacks configure it: EventBridge
invokes three times; a FIFO queue gives a message five times; a table's stream repeats the failed
part, in order, and halves it. A function that dies (``Killed``) has answered nothing.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random
from typing import Any

from commons.aws import client
from commons.events import Consumer, Event, envelope
from commons.invocation import Failed
from commons.queues import QueueConsumer
from commons.settings import table_name
from commons.tables import TableConsumer
from commons.testing import Context
from localstack.stream_lanes import Lane, Rules, first_failure, lane_of
from stacks.constructs.triggers import RECEIVES, RETRIES
from tests.faults.kills import Killed

FIFO_GROUPS_AT_ONCE = 40


@dataclass
class Delivered:
    """What a delivery came to: tries by message, what was given up, how often the function died."""

    tries: Counter[str] = field(default_factory=Counter)
    dead: list[str] = field(default_factory=list)
    deaths: int = 0
    repeated: int = 0


def disordered[T](things: Iterable[T], seed: int, *, repeated: float = 0.0) -> list[T]:
    """The things in any order, a part of them twice."""
    random, once = Random(seed), list(things)
    given = once + random.sample(once, round(repeated * len(once)))
    random.shuffle(given)
    return given


def bus(
    consumer: Consumer, events: Sequence[Event], seed: int, *, repeated: float = 0.3
) -> Delivered:
    """EventBridge: no order, some twice; a failed call comes again, twice, later."""
    result = Delivered(repeated=round(repeated * len(events)))
    waiting = deque((event, 0) for event in disordered(events, seed, repeated=repeated))
    while waiting:
        event, tried = waiting.popleft()
        result.tries[event.event_id] += 1
        try:
            consumer(envelope(event), Context())
        except Killed:
            result.deaths += 1
        except Failed:
            pass
        else:
            continue
        if tried < RETRIES:
            waiting.append((event, tried + 1))
        else:
            result.dead.append(event.event_id)
    return result


@dataclass
class Message:
    """One message of a FIFO queue."""

    id: str
    group: str
    received: int = 0


class Queue:
    """A FIFO queue in high-throughput mode in front of a function, as the stacks make it.

    Messages of one group come in order, and none while an earlier one of it is out. A message
    that was received five times and is not done goes to the dead-letter queue.
    """

    def __init__(self, consumer: QueueConsumer, seed: int) -> None:
        self.consumer = consumer
        self.delivered = Delivered()
        self._random = Random(seed)
        self._groups: dict[str, deque[Message]] = {}

    def send(self, group: str, id_: str) -> None:
        """Add a message to its group's end."""
        self._groups.setdefault(group, deque()).append(Message(id_, group))

    def run(self) -> Delivered:
        """Deliver until nothing waits."""
        while self._groups:
            self._deliver(self._batch())
        return self.delivered

    def _batch(self) -> list[Message]:
        """Up to a batch: of several groups, of each its oldest messages in order."""
        names = list(islice(self._groups, FIFO_GROUPS_AT_ONCE))
        self._random.shuffle(names)
        batch: list[Message] = []
        for name in names:
            room = self.consumer.batch - len(batch)
            batch += islice(self._groups[name], min(room, self._random.randint(1, 3)))
        return batch

    def _deliver(self, batch: list[Message]) -> None:
        for message in batch:
            message.received += 1
            self.delivered.tries[message.id] += 1
        failed = self._failed(batch)
        for message in batch:
            if message.id not in failed:
                self._remove(message)
            elif message.received >= RECEIVES:
                self._remove(message)
                self.delivered.dead.append(message.id)

    def _failed(self, batch: list[Message]) -> set[str]:
        records = [
            {"messageId": one.id, "attributes": {"MessageGroupId": one.group}} for one in batch
        ]
        try:
            answer = self.consumer({"Records": records}, Context())
        except Killed:
            self.delivered.deaths += 1
            return {message.id for message in batch}
        return {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}

    def _remove(self, message: Message) -> None:
        group = self._groups[message.group]
        group.remove(message)
        del self._groups[message.group]
        if group:
            self._groups[message.group] = group  # its turn comes again after the others'


class TableStream:
    """A table's stream in front of a function: lanes, order per key, halving, ages."""

    def __init__(self, consumer: TableConsumer) -> None:
        self.consumer = consumer
        self.delivered = Delivered()
        self.sizes: list[int] = []
        self._rules = Rules(
            batch_size=consumer.batch,
            lanes=consumer.parallelization,
            bisect=True,
            partial=True,
            max_age_s=consumer.retry_for_s,
        )
        self._lanes = [Lane() for _ in range(self._rules.lanes)]
        self._now = 0.0

    def run(self, records: Iterable[dict[str, Any]]) -> Delivered:
        """Deliver records until each is done or too old; time passes while they fail."""
        for record in records:
            record["dynamodb"]["ApproximateCreationDateTime"] = self._now
            lane = self._lanes[lane_of(record, "pk", self._rules.lanes)]
            lane.records.append((self._now, record))
        while any(lane.records for lane in self._lanes):
            for lane in self._lanes:
                if lane.records:
                    self._deliver(lane)
        return self.delivered

    def _deliver(self, lane: Lane) -> None:
        self._now = max(self._now, lane.not_before)
        batch = lane.take(self._rules)
        self.sizes.append(len(batch))
        for record in batch:
            self.delivered.tries[record["dynamodb"]["SequenceNumber"]] += 1
        try:
            failed_from = first_failure(batch, self.consumer({"Records": batch}, Context()))
        except Killed:
            self.delivered.deaths += 1
            failed_from = 0
        given_up = lane.settle(self._rules, failed_from, self._now)
        self.delivered.dead += [record["dynamodb"]["SequenceNumber"] for record in given_up]


def stream_records(service: str, key: str, prefix: str) -> list[dict[str, Any]]:
    """Everything ever inserted into a table, as its stream tells it, of the keys so beginning."""
    streams = client("dynamodbstreams")
    [stream] = streams.list_streams(TableName=table_name(service))["Streams"]
    shards = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]
    found: list[dict[str, Any]] = []
    for shard in shards:
        iterator = streams.get_shard_iterator(
            StreamArn=stream["StreamArn"],
            ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON",
        )["ShardIterator"]
        while iterator:
            answer = streams.get_records(ShardIterator=iterator)
            found += answer["Records"]
            iterator = answer["Records"] and answer.get("NextShardIterator")
    return [
        record
        for record in found
        if record["eventName"] == "INSERT"
        and record["dynamodb"]["Keys"][key]["S"].startswith(prefix)
    ]
