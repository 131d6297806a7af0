"""Deleting the streams of channels that are gone: everything said there, and how far it was read.

Whatever is left when the time is over stays noted as ``Gone``, and a job goes on with it.
"""

from __future__ import annotations

import time
from itertools import batched

from commons.clock import now_s
from commons.transactions import transaction

from .models import Gone, StreamRow

#: As many as one transaction holds.
BATCH = 100
#: Whoever was admitted before the channel was deleted has written by then.
LATEST_S = 60


def purge(gone: Gone, until: float) -> None:
    """Delete what is left of a channel until a moment of the steady clock.

    The note goes once nothing is left and nothing can come.
    """
    settled = gone.since_s + LATEST_S <= now_s()
    for rows in batched(StreamRow.of(gone.channel_id), BATCH, strict=False):
        if time.monotonic() >= until:
            return
        with transaction() as tx:
            for row in rows:
                tx.delete(row)
    if settled:
        gone.delete()
