"""A stage's dead-letter queues: finding them, holding their messages, letting them go again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ops.letters import Kind, Letter, read
from ops.stage import OpsError, Stage

ENDINGS = ("-dead-letters", "-dead.fifo")
#: Nobody else sees a message while it is held; a batch of ten slow functions is done by then.
HELD_S = 300
EMPTY_ANSWERS = 2


@dataclass(frozen=True)
class Queue:
    """One dead-letter queue. depth: how many messages it has, those in flight included."""

    name: str
    url: str
    arn: str
    depth: int


def dead_letter_queues(stage: Stage, only: str | None = None) -> list[Queue]:
    """All of the stage's, by name. Raises OpsError when ``only`` names none of them."""
    found = [queue for queue in _queues(stage) if queue.name.endswith(ENDINGS)]
    if only is None:
        return found
    chosen = [queue for queue in found if queue.name == only]
    if not chosen:
        known = ", ".join(queue.name for queue in found) or "none"
        raise OpsError(f"no dead-letter queue {only!r} in stage {stage.name}; there is: {known}")
    return chosen


def source_of(stage: Stage, dead: Queue) -> Queue | None:
    """The queue whose messages end up in a dead-letter queue."""
    for queue in _queues(stage):
        policy = _attributes(stage, queue.url).get("RedrivePolicy")
        if policy and json.loads(policy).get("deadLetterTargetArn") == dead.arn:
            return queue
    return None


@dataclass
class Held:
    """The messages of a queue while they are ours; whatever is not deleted goes back."""

    stage: Stage
    queue: Queue
    _receipts: dict[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Letter]:
        """Every letter, as it is received. A FIFO group shows ten at a time until they are gone."""
        received, empty = 0, 0
        while received < self.queue.depth and empty < EMPTY_ANSWERS:
            answer = self.stage.client("sqs").receive_message(
                QueueUrl=self.queue.url,
                MaxNumberOfMessages=10,
                VisibilityTimeout=HELD_S,
                WaitTimeSeconds=1,
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
            messages: list[dict[str, Any]] = answer.get("Messages", [])
            received, empty = received + len(messages), 0 if messages else empty + 1
            for message in messages:
                self._receipts[message["MessageId"]] = message["ReceiptHandle"]
            yield from map(read, messages)

    def delete(self, letter: Letter) -> None:
        """It is done, or given up."""
        receipt = self._receipts.pop(letter.id)
        self.stage.client("sqs").delete_message(QueueUrl=self.queue.url, ReceiptHandle=receipt)

    def release(self) -> None:
        """Let others see what is left, at once."""
        for receipt in self._receipts.values():
            self.stage.client("sqs").change_message_visibility(
                QueueUrl=self.queue.url, ReceiptHandle=receipt, VisibilityTimeout=0
            )
        self._receipts.clear()


@contextmanager
def held(stage: Stage, queue: Queue) -> Iterator[Held]:
    """Hold a queue's messages for the length of a block."""
    holding = Held(stage, queue)
    try:
        yield holding
    finally:
        holding.release()


def send_back(stage: Stage, source: Queue, letter: Letter) -> None:
    """Send a FIFO queue's message again; twice within five minutes is once."""
    if letter.kind is not Kind.NUDGE:
        raise OpsError(f"{letter.id} is no message of a FIFO queue")
    stage.client("sqs").send_message(
        QueueUrl=source.url,
        MessageBody=letter.message["Body"],
        MessageGroupId=letter.group,
        MessageDeduplicationId=letter.id,
    )


def _queues(stage: Stage) -> list[Queue]:
    pages = (
        stage.client("sqs")
        .get_paginator("list_queues")
        .paginate(QueueNamePrefix=f"{stage.name}-", PaginationConfig={"PageSize": 1000})
    )
    urls = sorted(url for page in pages for url in page.get("QueueUrls", []))
    return [_queue(stage, url) for url in urls]


def _queue(stage: Stage, url: str) -> Queue:
    attributes = _attributes(stage, url)
    counted = ("", "NotVisible", "Delayed")
    depth = sum(int(attributes.get(f"ApproximateNumberOfMessages{n}", 0)) for n in counted)
    return Queue(url.rpartition("/")[2], url, attributes["QueueArn"], depth)


def _attributes(stage: Stage, url: str) -> dict[str, str]:
    answer = stage.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    found: dict[str, str] = answer["Attributes"]
    return found
