"""Handing a community over: always one owner, who is a member."""

from __future__ import annotations

from commons.clock import now_s
from commons.contracts.communities.community import OwnershipTransferred
from commons.transactions import Transaction

from . import audit
from .audit import Act, By
from .models.access import Version
from .models.community import Community
from .models.members import Member

TRANSFER_WRITES = (Community, Version, Member, *audit.AUDIT_WRITES)


def transfer(tx: Transaction, by: By, community: Community, heir: Member) -> None:
    """Add to a transaction that the heir owns the community from now on.

    It holds the owner, the version and the heir's membership to what was seen. Leaving, kicks and
    bans hold the owner in turn (``membership``), so none of them passes a transfer.
    """
    previous, unchanged = community.owner_id, Community.revision == community.revision
    theirs = Community.alive() & (Community.owner_id == previous) & unchanged
    tx.update(community, community.edit({"owner_id": heir.user_id}), theirs)
    version = Version.of(community.community_id)
    changes = [Version.v.add(1), Version.owner.set(heir.user_id)]
    tx.update(version, changes, Version.owner == previous)
    same = Member.membership_id == heir.membership_id
    free = (Member.present == True) & (Member.timeout_until <= now_s())  # noqa: E712
    tx.check(heir, same & free & Member.is_whole())
    tx.emit(
        OwnershipTransferred(
            community_id=community.community_id,
            revision=int(community.revision),
            actor_id=previous,
            owner_id=heir.user_id,
        )
    )
    before, after = {"owner_id": previous}, {"owner_id": heir.user_id}
    target = community.community_id
    audit.record(tx, by, Act.OWNERSHIP_TRANSFERRED, target, before=before, after=after)
