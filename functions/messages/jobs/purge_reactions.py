"""Every hour: reactions to messages that were deleted, and votes in them, are deleted too."""

import time

from commons.jobs import job

from .. import purging
from ..models import Given, GoneMessage, Reacted, StreamRow


@job(
    "rate(1 hour)",
    reads=(GoneMessage, Reacted, StreamRow),
    writes=(GoneMessage,),
    purges=(Reacted, Given, StreamRow),
    timeout_s=300,
)
def purge_reactions() -> None:
    """Go on with what is left of deleted messages, for at most four minutes."""
    until = time.monotonic() + 240
    for gone in GoneMessage.all():
        purging.purge_reactions(gone, until)
