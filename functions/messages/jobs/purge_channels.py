"""Every hour: what is left of channels that are gone is deleted."""

import time

from commons.jobs import job

from .. import purging
from ..models import Gone, StreamRow
from ..thread_rows import TakesPart, Thread


@job(
    "rate(1 hour)",
    reads=(Gone, StreamRow),
    writes=(Gone,),
    purges=(StreamRow, Thread, TakesPart),
    timeout_s=300,
)
def purge_channels() -> None:
    """Go on with the streams of channels that are gone, for at most four minutes."""
    until = time.monotonic() + 240
    for gone in Gone.list():
        purging.purge(gone, until)
