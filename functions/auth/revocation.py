"""Sessions end: at log-out, from another device, or by a replayed token. Nothing is signed here."""

from __future__ import annotations

from commons.contracts.auth import SessionRevoked
from commons.transactions import transaction

from .models import Device, Family, Session


def end(user_id: str, session_id: str) -> None:
    """End a session; ending it twice changes nothing."""
    with transaction() as tx:
        tx.delete(Session.of(session_id, user_id))
        tx.delete(Family(f"FAM#{session_id}", "F"))
        tx.delete(Device.of(user_id, session_id))
        tx.emit(SessionRevoked(user_id=user_id, session_id=session_id))
