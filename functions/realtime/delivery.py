"""Deliver the new events of a stream to whoever is looking at it, to each what they may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from commons import gateway
from commons.clock import now_ms
from commons.streams.append import send_nudge
from commons.streams.log import DynamoLog, Entry
from commons.streams.pump import pump

from . import admitting, sharding, sockets_of
from .admitting import Sights
from .focusing import batches, still_admitted, tell_losses
from .models import Focus


def flush(stream: str) -> None:
    """Run the pump; when its time is over before its work, ask for another run."""
    log = DynamoLog()
    if not pump(log, stream, deliver):
        send_nudge(stream, log.cursor(stream).sq, again=f":{now_ms()}")


def deliver(stream: str, pv: int, to: int, entries: Sequence[Entry]) -> None:
    """Post the events to every viewer; in a crowd, have others do it, each for some of them."""
    viewers = Focus.list(stream)
    if sharding.is_crowd(viewers):
        sharding.hand_out(stream, pv, to, viewers)
    else:
        post(stream, pv, to, entries, viewers)


def post(stream: str, pv: int, to: int, entries: Sequence[Entry], viewers: Sequence[Focus]) -> None:
    """Post the events to these viewers; a viewer that cannot be reached is forgotten.

    Whoever may look no more is told so after the last that is for them.
    """
    doubtful = admitting.in_doubt(viewers, entries)
    latest_s, who = admitting.latest_s(entries), [v.user_id for v in doubtful]
    crowd = admitting.crowd(stream, who, latest_s) if doubtful else None
    allowed = still_admitted(stream, viewers, doubtful, crowd)
    sights = Sights(stream, allowed, entries)
    groups = defaultdict[tuple[int, ...], list[str]](list)
    for viewer in allowed:
        groups[sights.of(viewer)].append(viewer.connection_id)
    let_in = {viewer.connection_id for viewer in allowed}
    for viewer in doubtful:
        if viewer.connection_id not in let_in and (last := sights.last_of(viewer)):
            groups[last].append(viewer.connection_id)
    for seen, connections in groups.items():
        shown = [entry for entry in entries if entry.sq in seen]
        _post(stream, batches(stream, pv, to, shown), connections)
    if doubtful:
        tell_losses(stream, doubtful, crowd)


def post_range(stream: str, pv: int, to: int, low: str, high: str) -> None:
    """Read the log again, and then who looks: post to the viewers of one range."""
    entries = DynamoLog().after(stream, pv, to - pv)
    post(stream, pv, to, entries, list(Focus.between(stream, low, high)))


def _post(stream: str, frames: Sequence[str], reachable: list[str]) -> None:
    for frame in frames:
        gone = gateway.post_all(reachable, frame)
        for connection_id in gone:
            sockets_of.forget(connection_id)
            Focus.of(stream, connection_id).delete()  # whose socket's own row was gone already
        reachable = [one for one in reachable if one not in gone]
