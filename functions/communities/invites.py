"""Revoking many invites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import batched

from commons.transactions import settle, transaction

from . import audit
from .audit import Act, By
from .models.invites import CommunityInvite, Invite

#: Two rows each, the entry of the audit log and its head: a transaction has a hundred writes.
AT_ONCE = 49


def revoke(by: By, entries: Iterable[CommunityInvite]) -> int:
    """Revoke these invites; how many. Who is using one of them is in before, or not at all."""
    return sum(settle(partial(_revoke, by, some)) for some in batched(entries, AT_ONCE))


def _revoke(by: By, some: Sequence[CommunityInvite]) -> int:
    was = {"invite_ids": [entry.invite_id for entry in some if entry.invite_id]}
    with transaction() as tx:
        for entry in some:
            tx.delete(Invite.of(entry.code))
            tx.delete(entry)
        audit.record(tx, by, Act.INVITES_DELETED, by.community_id, before=was)
    return len(some)
