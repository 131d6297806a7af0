"""The pump, asked by whoever appended: the fast way. The queue coalesces."""

from commons.published import ACCESS, THREADS, stream_writer
from commons.queues import on_queue
from commons.streams.append import PUMP_QUEUE

from .. import sockets_of
from ..delivery import flush
from ..models import Connection, Focus
from ..sharding import SHARD_QUEUE


@on_queue(
    PUMP_QUEUE,
    reads=(Connection, Focus),
    writes=sockets_of.WRITES,
    uses=(ACCESS, THREADS, stream_writer("messages"), stream_writer("communities")),
    queues=(PUMP_QUEUE, SHARD_QUEUE),
    posts=True,
    timeout_s=5,
)
def pump_nudged(stream: str) -> None:
    """Deliver one stream's new events."""
    flush(stream)
