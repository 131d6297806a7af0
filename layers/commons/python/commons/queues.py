"""Functions fed by a FIFO queue: order, pacing, coalescing. One call per message group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Unpack

from commons.aws import client
from commons.declare import Declaration, Needs
from commons.invocation import invocation
from commons.settings import settings


@dataclass(frozen=True, kw_only=True)
class QueueConsumer(Declaration):
    """A function called once for each message group of a batch, with the group's id.

    Where the messages themselves say something, with their bodies too, in order (``bodies``).
    """

    folder: ClassVar[str] = "consumers"

    queue: str
    """``realtime-pump`` is deployed as ``<stage>-realtime-pump.fifo``."""
    batch: int = 10
    delay_s: int = 0
    """How long a message waits before the function is called; at most 900."""
    bodies: bool = False

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        groups: dict[str, list[dict[str, Any]]] = {}
        for record in event["Records"]:
            groups.setdefault(record["attributes"]["MessageGroupId"], []).append(record)
        failed: list[str] = []
        for group, records in groups.items():
            with invocation(self, context) as failure:
                if self.bodies:
                    self.run(group, [str(record["body"]) for record in records])
                else:
                    self.run(group)
            messages = [str(record["messageId"]) for record in records]
            failed += messages if failure else ()
        return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def on_queue(
    queue: str,
    *,
    batch: int = 10,
    delay_s: int = 0,
    bodies: bool = False,
    **needs: Unpack[Needs],
) -> Callable[[Callable[..., None]], QueueConsumer]:
    """``@on_queue("realtime-pump")`` on ``def pump_nudged(stream: str) -> None``."""
    return lambda run: QueueConsumer(
        run=run, queue=queue, batch=batch, delay_s=delay_s, bodies=bodies, **needs
    )


def send(queue: str, group: str, once: str, body: str = "") -> None:
    """Have the queue's consumer called with a group; another message ``once`` is dropped.

    The queue drops it for five minutes after the first.
    """
    name = f"{settings().stage}-{queue}.fifo"
    client("sqs").send_message(
        QueueUrl=f"https://sqs.{settings().region}.amazonaws.com/{settings().account}/{name}",
        MessageBody=body or group,
        MessageGroupId=group,
        MessageDeduplicationId=once,
    )
