"""Suspending an account: its sessions stay, and may not act."""

from __future__ import annotations

from contextlib import suppress

from commons.contracts.auth import AccountReinstated, AccountSuspended
from commons.transactions import Conflict, settle, transaction

from .models import Account, Device, Session


def suspend(user_id: str, *, suspended: bool) -> None:
    """Suspend or reinstate; doing it again changes nothing. Raises NotFound.

    The account first: a log-in checks it as it commits, so no session slips in unmarked.
    """
    settle(lambda: _mark_account(user_id, suspended=suspended))
    for device in Device.list(user_id):
        _mark_session(user_id, device.session_id, suspended=suspended)


def _mark_account(user_id: str, *, suspended: bool) -> None:
    account = Account.load(user_id)
    if account.suspended == suspended:
        return
    number = int(account.suspension) + 1
    told = AccountSuspended if suspended else AccountReinstated
    changes = [Account.suspended.set(suspended), Account.suspension.set(number)]
    with transaction() as tx:
        tx.update(account, changes, Account.suspension == account.suspension)
        tx.emit(told(user_id=user_id, suspension=number))


def _mark_session(user_id: str, session_id: str, *, suspended: bool) -> None:
    session = Session.of(session_id, user_id)
    with suppress(Conflict), transaction() as tx:  # one that ended meanwhile stays ended
        tx.update(session, [Session.suspended.set(suspended)], Session.pk.exists())
