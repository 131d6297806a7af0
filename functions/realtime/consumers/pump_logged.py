"""The pump, asked by the table's own stream: nothing appended is ever forgotten."""

import time
from contextlib import suppress

from commons.clock import now_ms
from commons.errors import NotFound
from commons.published import ACCESS, THREADS, stream_writer
from commons.streams import OWNERS
from commons.streams.append import PUMP_QUEUE
from commons.streams.hearers import names_hearers
from commons.streams.log import DynamoLog, entry_of
from commons.tables import Rows, on_inserts

from .. import news, sockets_of
from ..delivery import flush
from ..models import Connection, Focus, UserSocket
from ..sharding import SHARD_QUEUE

#: The nudge is faster; by now it has either worked or been lost.
PATIENCE_MS = 250


@on_inserts(
    "messages",
    "communities",
    "realtime",
    key="sk",
    prefix="L#",
    reads=(Connection, Focus, UserSocket),
    writes=sockets_of.WRITES,
    uses=(ACCESS, THREADS, *map(stream_writer, sorted({*OWNERS.values()}))),
    queues=(PUMP_QUEUE, SHARD_QUEUE, news.UNREAD_QUEUE),
    posts=True,
    timeout_s=20,
)
def pump_logged(rows: Rows) -> int | None:
    """Deliver the streams of these rows, unless their nudges did; have the others told of news."""
    in_order = sorted(rows, key=lambda row: row["sk"]["S"])
    newest = {row["pk"]["S"].removeprefix("S#"): entry_of(row) for row in in_order}
    age = now_ms() - max(entry.at for entry in newest.values())
    time.sleep(max(0, min(PATIENCE_MS - age, PATIENCE_MS)) / 1000)
    for stream, entry in newest.items():
        if DynamoLog().cursor(stream).sq < entry.sq:
            flush(stream)
    for place_id in _with_news(rows):
        news.ask(place_id)
    return None


def _with_news(rows: Rows) -> set[str]:
    """The communities and threads in which these rows change how much is unread."""
    found = set()
    for row in rows:
        stream = row["pk"]["S"].removeprefix("S#")
        if row["t"]["S"] in news.COUNTED and not names_hearers(stream):
            with suppress(NotFound):  # the channel is gone by now
                found.add(news.concerned(stream))
    return found
