"""The pump, asked by whoever appended: the fast way. The queue coalesces."""

from commons.published import ACCESS, stream_writer
from commons.queues import on_queue
from commons.streams import OWNERS
from commons.streams.append import PUMP_QUEUE

from .. import sockets_of
from ..delivery import flush
from ..models import Connection, Focus, UserSocket


@on_queue(
    PUMP_QUEUE,
    reads=(Connection, Focus, UserSocket),
    writes=sockets_of.WRITES,
    uses=(ACCESS, *map(stream_writer, sorted({*OWNERS.values()}))),
    queues=(PUMP_QUEUE,),
    posts=True,
    timeout_s=5,
)
def pump_nudged(stream: str) -> None:
    """Deliver one stream's new events."""
    flush(stream)
