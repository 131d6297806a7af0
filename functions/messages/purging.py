"""Deleting what is left of what is gone: the streams of channels, and reactions to messages.

Whatever is left when the time is over stays noted as ``Gone`` or ``GoneMessage``, and a job goes on
with it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import batched, chain

from commons.clock import now_ms, now_s
from commons.db import Record
from commons.transactions import transaction

from .dms import seats_of_gone
from .models import Gone, GoneMessage, StreamRow
from .thread_rows import Listed, Participant, TakesPart, Thread

#: As many as one transaction holds.
BATCH = 100
#: Whoever was admitted before the channel was deleted has written by then.
LATEST_S = 60


def purge(gone: Gone, until: float) -> None:
    """Delete what is left of a channel or thread until a moment of the steady clock.

    The note goes once nothing is left and nothing can come. The threads of a channel go with it.
    """
    if gone.since_s > now_s():
        return  # it is being made
    for thread in _ended(gone):
        purge(thread, until)
    left = (TakesPart.of(one.user_id, gone.channel_id) for one in Participant.all(gone.channel_id))
    if not _deleted(left, until):
        return
    settled = gone.since_s + LATEST_S <= now_s()
    if _deleted(seats_of_gone(StreamRow.of(gone.channel_id)), until) and settled:
        gone.delete()


def _ended(gone: Gone) -> Iterator[Gone]:
    """The threads of a channel that is gone, each gone too from now on."""
    for listed in Listed.all(gone.channel_id):
        ended = Gone.since(listed.thread_id, now_ms())
        with transaction() as tx:
            tx.save(ended)
            tx.delete(Thread.of(listed.thread_id))
        yield ended


def purge_reactions(gone: GoneMessage, until: float) -> None:
    """Delete reactions to a message and votes until a moment of the steady clock; then the note."""
    reactions = (row for pair in gone.reactions() for row in pair)
    if _deleted(chain(reactions, gone.votes()), until):
        gone.delete()


def _deleted(rows: Iterable[Record], until: float) -> bool:
    """Delete rows, some of which come twice; whether time was enough for all of them."""
    for some in batched(rows, BATCH, strict=False):
        if time.monotonic() >= until:
            return False
        with transaction() as tx:
            for row in {(row.pk, row.sk): row for row in some}.values():
                tx.delete(row)
    return True
