"""Every minute: sockets that opened and never identified themselves are closed."""

from commons.jobs import job

from .. import sockets_of
from ..errors import Silent
from ..models import Connection, Pending

PATIENCE_S = 10


@job(
    "rate(1 minute)",
    problems=(Silent,),
    reads=(Pending, Connection),
    writes=sockets_of.WRITES,
    posts=True,
    timeout_s=50,
)
def sweep_silent_sockets() -> None:
    """Close them; API Gateway has no timer of its own for this."""
    for pending in Pending.older_than(PATIENCE_S):
        sockets_of.end(pending.sk, Silent())
