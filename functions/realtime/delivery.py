"""Deliver the new events of a stream to whoever is looking at it."""

from __future__ import annotations

from collections.abc import Sequence

from commons import gateway
from commons.access import Version
from commons.clock import now_ms, now_s
from commons.streams.append import send_nudge
from commons.streams.log import DynamoLog, Entry
from commons.streams.pump import pump

from . import sockets_of
from .focusing import batches, still_admitted
from .models import Focus


def flush(stream: str) -> None:
    """Run the pump; when its time is over before its work, ask for another run."""
    log = DynamoLog()
    if not pump(log, stream, deliver):
        send_nudge(stream, log.cursor(stream).sq, again=f":{now_ms()}")


def deliver(stream: str, pv: int, to: int, entries: Sequence[Entry]) -> None:
    """Post the events to every viewer; a viewer that cannot be reached is forgotten."""
    viewers = Focus.list(stream)
    newest = Version(
        max((e.version.v for e in entries), default=0),
        max((e.version.m for e in entries), default=0),
    )
    latest_s = max([now_s(), *(e.at // 1000 for e in entries)])  # if this clock is behind theirs
    reachable = [v.connection_id for v in still_admitted(stream, viewers, newest, latest_s)]
    for frame in batches(stream, pv, to, entries):
        gone = gateway.post_all(reachable, frame)
        for connection_id in gone:
            sockets_of.forget(connection_id)
            Focus.of(stream, connection_id).delete()  # whose socket's own row was gone already
        reachable = [one for one in reachable if one not in gone]
