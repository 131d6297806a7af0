"""An operator suspends an account, or reinstates it (``ops accounts``)."""

from commons.contracts.auth import AccountReinstated, AccountSuspended
from commons.jobs import job

from .. import suspension
from ..models import Account, Device, Session


@job(
    reads=(Account, Device),
    writes=(Account, Session),
    emits=(AccountSuspended, AccountReinstated),
    timeout_s=30,
)
def suspend_account(user_id: str, reinstate: bool = False) -> None:
    """Refuse everything to an account's sessions and let nobody log in to it; or end that."""
    suspension.suspend(user_id, suspended=not reinstate)
