"""Sessions begin at log-in and are prolonged at refresh; they end in ``revocation``."""

from __future__ import annotations

from contextlib import suppress

from commons.clock import now, now_s
from commons.ids import SESSION, new_id
from commons.transactions import Conflict, Transaction, transaction

from .models import Account, Device, Family, Session
from .rules import ACCESS_LIFE_S
from .schemas import Me, Tokens
from .tokens import SESSION_LIFE_S, RefreshClaim, access_token, new_salt, refresh_token


def begin(tx: Transaction, user_id: str, device_name: str | None) -> Family:
    """Add a new session to a transaction; the family of its refresh tokens."""
    session_id, ttl = new_id(SESSION), now_s() + SESSION_LIFE_S
    family = Family(f"FAM#{session_id}", "F", user_id=user_id, salt=new_salt(), ttl=ttl)
    at = now()
    device = Device.of(
        user_id, session_id, device_name=device_name, created_at=at, last_used_at=at, ttl=ttl
    )
    tx.create(Session.of(session_id, user_id, ttl))
    tx.create(family)
    tx.create(device)
    return family


def rotate(family: Family, claim: RefreshClaim) -> Family | None:
    """The family at the generation after the claim's; None when the claim is a replay.

    Until the successor is first used, the old token leads to the same successor: a lost answer
    locks nobody out, parallel uses do not fork. Afterwards an old token is a replay.
    """
    if claim.generation == family.generation:
        family = _advanced(family)
    return family if claim.generation == family.generation - 1 else None


def _advanced(family: Family) -> Family:
    generation, ttl = family.generation, now_s() + SESSION_LIFE_S
    device = Device.of(family.user_id, family.session_id)
    session = Session.of(family.session_id, family.user_id)
    with suppress(Conflict), transaction() as tx:  # another refresh was first: its outcome is ours
        tx.update(
            family,
            [Family.generation.set(generation + 1), Family.ttl.set(ttl)],
            Family.generation == generation,
        )
        tx.update(session, [Session.ttl.set(ttl)], Session.pk.exists())
        tx.update(device, [Device.last_used_at.set(now()), Device.ttl.set(ttl)], Device.pk.exists())
    return Family.load(family.session_id)


def tokens(account: Account, family: Family, generation: int) -> Tokens:
    """The answer of register, login and refresh."""
    return Tokens(
        access_token=access_token(account.user_id, family.session_id),
        expires_in=ACCESS_LIFE_S,
        refresh_token=refresh_token(family, generation),
        user=Me.of(account),
    )
