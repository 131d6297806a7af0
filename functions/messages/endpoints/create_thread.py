"""POST /channels/{channel_id}/threads"""

from commons.http import endpoint
from commons.permissions import Permission
from commons.published import stream_writer
from commons.streams.append import PUMP_QUEUE
from commons.thread_shapes import ThreadOut
from commons.web import Standing

from .. import threads
from ..errors import LimitReached, NoThreadsHere, ThreadExists
from ..thread_rows import TakesPart, Thread
from ..thread_schemas import NewThread


@endpoint(
    "POST /channels/{channel_id}/threads",
    permission=Permission.VIEW | Permission.READ_HISTORY | Permission.CREATE_THREADS,
    status=201,
    problems=(NoThreadsHere, ThreadExists, LimitReached),
    writes=(Thread, TakesPart),
    uses=(stream_writer("messages"),),
    appends=("THREAD_CREATE",),
    queues=(PUMP_QUEUE,),
)
async def create_thread(channel_id: str, body: NewThread, standing: Standing) -> ThreadOut:
    """Begin a thread in a channel, from a message if one is named."""
    return threads.begin(standing, body)
