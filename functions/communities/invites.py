"""Making invites known, and revoking them: one, or many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import batched

from commons.contracts.communities.invites import InviteCreated, InviteDeleted
from commons.transactions import Transaction, settle, transaction

from . import audit
from .audit import Act, By
from .models.invites import CommunityInvite, Invite

#: Two rows and an event each, the entry of the audit log and its head: a transaction has a hundred
#: writes.
AT_ONCE = 32


def created(invite: Invite) -> InviteCreated:
    """The event of a new invite."""
    return InviteCreated(
        community_id=invite.community_id,
        invite_id=invite.invite_id or "",
        inviter_id=invite.inviter_id,
    )


def revoke(by: By, entries: Iterable[CommunityInvite]) -> int:
    """Revoke these invites; how many. Who is using one of them is in before, or not at all."""
    return sum(settle(partial(_revoke, by, some)) for some in batched(entries, AT_ONCE))


def tell_deleted(tx: Transaction, entry: CommunityInvite, actor_id: str) -> None:
    """Emit that an invite is revoked; those that have no id cannot be told of."""
    if entry.invite_id:
        tx.emit(
            InviteDeleted(
                community_id=entry.community_id,
                invite_id=entry.invite_id,
                inviter_id=entry.inviter_id or "",
                actor_id=actor_id,
            )
        )


def _revoke(by: By, some: Sequence[CommunityInvite]) -> int:
    was = {"invite_ids": [entry.invite_id for entry in some if entry.invite_id]}
    with transaction() as tx:
        for entry in some:
            tx.delete(Invite.of(entry.code))
            tx.delete(entry)
            tell_deleted(tx, entry, by.actor_id)
        audit.record(tx, by, Act.INVITES_DELETED, by.community_id, before=was)
    return len(some)
