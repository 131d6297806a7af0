"""The queue of what is to be posted to a part of a crowd."""

import json

from commons.published import ACCESS, THREADS, stream_reader
from commons.queues import on_queue

from .. import delivery, sharding, sockets_of
from ..models import Connection, Focus


@on_queue(
    sharding.SHARD_QUEUE,
    bodies=True,
    reads=(Connection, Focus),
    writes=sockets_of.WRITES,
    uses=(ACCESS, THREADS, stream_reader("messages"), stream_reader("communities")),
    posts=True,
    timeout_s=20,
)
def deliver_shard(group: str, bodies: list[str]) -> None:
    """Post them, one flush after the other."""
    stream, _, _ = group.partition("|")
    for body in bodies:
        delivery.post_range(stream, **json.loads(body))
