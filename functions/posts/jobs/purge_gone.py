"""Every hour: what deletions have left is deleted."""

from commons.jobs import job

from .. import purging
from ..models.gone import Gone, OfChannel


@job(
    "rate(1 hour)",
    reads=(Gone, *purging.OF_CHANNEL),
    writes=(*purging.BESIDE, OfChannel),
    timeout_s=300,
)
def purge_gone() -> None:
    """Go on with posts, comments and channels that are gone, for at most four minutes."""
    deadline = purging.Deadline(240)
    for gone in Gone.list():
        purging.purge(gone, deadline)
