"""The queue of communities with news: those who are online and do not look are told."""

from commons.published import ACCESS, stream_reader
from commons.queues import on_queue

from .. import sockets_of, unread
from ..models import Connection, Focus, News, Online


@on_queue(
    unread.UNREAD_QUEUE,
    delay_s=unread.DELAY_S,
    reads=(Connection, Focus, Online, News),
    writes=(*sockets_of.WRITES, News),
    uses=(ACCESS, stream_reader("messages")),
    posts=True,
    timeout_s=20,
)
def tell_unread(community_id: str) -> None:
    """Say once to each of them where they stand, in channels they may see."""
    unread.tell(community_id)
