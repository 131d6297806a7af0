"""Deleting a community, restoring it, and what is done when nobody can restore it any more."""

from __future__ import annotations

import time
from collections.abc import Iterator

from pynamodb.expressions.condition import Condition

from commons.clock import now
from commons.contracts.communities.channels import ChannelDeleted
from commons.contracts.communities.community import (
    CommunityDeleted,
    CommunityPurged,
    CommunityRestored,
)
from commons.ids import CHANNEL
from commons.transactions import Conflict, Transaction, transaction

from . import audit, directory
from .audit import Act, By
from .models.access import Version
from .models.community import Community
from .models.deletion import Doomed, Remains
from .models.directory import Listed
from .rules.deletion import partition_below, partitions, purge_time, rows_with

WRITES = (Community, Version, Listed, Doomed, *audit.AUDIT_WRITES)
#: A transaction holds a hundred items; each row brings at most two more.
AT_ONCE = 32


def delete(tx: Transaction, by: By, community: Community) -> None:
    """Add to a transaction that the community is gone for everybody, and can be restored."""
    seen = _as_seen(community) & Community.alive() & directory.unmoved(community)
    changes = community.edit({"deleted_at": now(), "purge_at": purge_time()})
    tx.update(community, [*changes, *directory.move(tx, community)], seen)
    raised = [Version.v.add(1), Version.m.add(1), Version.deleted.set(True)]
    tx.update(Version.of(community.community_id), raised, Version.pk.exists())
    tx.create(Doomed.of(community))
    tx.emit(
        CommunityDeleted(
            community_id=community.community_id,
            actor_id=by.actor_id,
            revision=int(community.revision),
            deleted_at=community.deleted_at,
            purge_at=community.purge_at,
        )
    )
    audit.record(tx, by, Act.COMMUNITY_DELETED, community.community_id)


def restore(tx: Transaction, by: By, community: Community) -> None:
    """Add to a transaction that a deleted community is what it was."""
    tx.delete(Doomed.of(community))
    seen = _as_seen(community) & Community.purging.does_not_exist() & directory.unmoved(community)
    changes = community.edit({"deleted_at": None, "purge_at": None})
    tx.update(community, [*changes, *directory.move(tx, community)], seen)
    raised = [Version.v.add(1), Version.deleted.remove()]
    tx.update(Version.of(community.community_id), raised, Version.pk.exists())
    tx.emit(
        CommunityRestored(
            community_id=community.community_id,
            actor_id=by.actor_id,
            revision=int(community.revision),
        )
    )
    audit.record(tx, by, Act.COMMUNITY_RESTORED, community.community_id)


def purge(doomed: Doomed, until_s: float) -> None:
    """Delete everything of a community, or as much as there is time for: the next run goes on.

    until_s: by ``time.monotonic``. Whatever leads to other rows goes with them or after them, and
    the community's own row last: a run that dies anywhere leaves what the next one needs.
    """
    community_id = doomed.community_id
    community = Community.find_row(f"COM#{community_id}", "COM")
    if community is None or not _begin(community, doomed):
        doomed.delete()
        return
    for partition in partitions(community_id):
        if not _purge_partition(community, partition, until_s):
            return
    with transaction() as tx:
        tx.delete(community)
        tx.delete(doomed)
        if not community.making:  # nobody was told that it began
            tx.emit(CommunityPurged(community_id=community_id))


def _as_seen(community: Community) -> Condition:
    theirs = Community.owner_id == community.owner_id
    seen: Condition = (Community.revision == community.revision) & theirs
    return seen


def _begin(community: Community, doomed: Doomed) -> bool:
    """From here on nobody restores it; False when somebody has."""
    still = Community.purge_at == doomed.sk.partition("#")[0]
    try:
        community.change([Community.purging.set(True)], still, refused=Conflict)
    except Conflict:
        return False
    return True


def _purge_partition(community: Community, partition: str, until_s: float) -> bool:
    """Delete a partition and what lies below it; False when the time is up before."""
    waiting: list[Remains] = []
    for row in _rows_of(partition):
        if (row.pk, row.sk) == (community.pk, community.sk):
            continue
        below = partition_below(row.sk) if row.pk == community.pk else None
        if below is not None and not _purge_partition(community, below, until_s):
            return False
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            if time.monotonic() > until_s:
                return False
            _delete(community, waiting)
            waiting = []
    _delete(community, waiting)
    return True


def _rows_of(partition: str) -> Iterator[Remains]:
    return Remains.query(partition, attributes_to_get=["pk", "sk", "hash"], consistent_read=True)


def _delete(community: Community, rows: list[Remains]) -> None:
    """Delete rows and what goes with each; whoever keeps something of a channel is told."""
    with transaction() as tx:
        for row in rows:
            for key in rows_with(community.community_id, row.pk, row.sk, row.hash):
                tx.delete(Remains(*key))
            is_channel = row.pk == community.pk and row.sk.startswith(f"CHN#{CHANNEL}_")
            if is_channel and not community.making:
                tx.emit(
                    ChannelDeleted(
                        community_id=community.community_id,
                        channel_id=row.sk.removeprefix("CHN#"),
                        actor_id=community.owner_id,
                    )
                )
