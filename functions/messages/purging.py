"""Deleting what is left of what is gone: the streams of channels, and reactions to messages.

Whatever is left when the time is over stays noted as ``Gone`` or ``GoneMessage``, and a job goes on
with it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import batched

from commons.clock import now_s
from commons.db import Record
from commons.transactions import transaction

from .dms import seats_of_gone
from .models import Gone, GoneMessage, StreamRow

#: As many as one transaction holds.
BATCH = 100
#: Whoever was admitted before the channel was deleted has written by then.
LATEST_S = 60


def purge(gone: Gone, until: float) -> None:
    """Delete what is left of a channel until a moment of the steady clock.

    The note goes once nothing is left and nothing can come.
    """
    if gone.since_s > now_s():
        return  # it is being made
    settled = gone.since_s + LATEST_S <= now_s()
    if _deleted(seats_of_gone(StreamRow.of(gone.channel_id)), until) and settled:
        gone.delete()


def purge_reactions(gone: GoneMessage, until: float) -> None:
    """Delete the reactions to a message until a moment of the steady clock; then the note goes."""
    rows = (row for pair in gone.reactions() for row in pair)
    if _deleted(rows, until):
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
