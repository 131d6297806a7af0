"""The queue of communities and threads with news: those who are online and do not look are told."""

from commons.published import ACCESS, THREADS, stream_reader
from commons.queues import on_queue

from .. import sockets_of, unread
from ..models import Connection, Focus, News, Online
from ..news import UNREAD_QUEUE


@on_queue(
    UNREAD_QUEUE,
    delay_s=unread.DELAY_S,
    reads=(Connection, Focus, Online, News),
    writes=(*sockets_of.WRITES, News),
    uses=(ACCESS, THREADS, stream_reader("messages")),
    posts=True,
    timeout_s=20,
)
def tell_unread(place_id: str) -> None:
    """Say once to each of them where they stand, in channels they may see."""
    unread.tell(place_id)
