"""auth.AccountSuspended: the account's sockets are told, and closed."""

from commons.closing import Suspended
from commons.contracts.auth import AccountSuspended
from commons.events import consumer

from .. import sockets_of
from ..models import Connection, UserSocket


@consumer(
    AccountSuspended,
    problems=(Suspended,),
    reads=(Connection, UserSocket),
    writes=sockets_of.WRITES,
    posts=True,
)
def on_account_suspended(event: AccountSuspended) -> None:
    """Close the account's sockets; those opened after it was reinstated are not meant."""
    sockets_of.end_all(event.user_id, Suspended(), opened_by_ms=event.at_ms)
