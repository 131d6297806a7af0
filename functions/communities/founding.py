"""Founding a community: everything in it is there, or nobody ever sees any of it.

A structure of some size does not fit into one transaction. So its rows go first, in steps, under
an id that nobody has been told and where no check of access finds a community. The last transaction
brings the community and its founder, with the rest of the rows and all events. Until then a row
stands in its place that says it is deleted: what a founding leaves that died half-way is purged
like any other deleted community, and a purge that has begun lets nothing be founded any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched

from commons.clock import now
from commons.contracts.communities.channels import ChannelCreated
from commons.contracts.communities.circles import CircleCreated
from commons.contracts.communities.community import CommunityCreated
from commons.contracts.communities.overrides import OverridesChanged
from commons.contracts.communities.roles import RoleCreated, RolesOrdered, RoleUpdated
from commons.db import Record
from commons.errors import Unavailable
from commons.transactions import Transaction, transaction

from . import directory
from .building import FIRST_VERSION, Building
from .models.access import ChannelAccess, Home, Roles, Version
from .models.channels import Channel
from .models.circles import Circle
from .models.community import Community
from .models.deletion import Doomed
from .models.directory import Listed
from .models.members import Joined, Member
from .models.roles import Role
from .rules.deletion import give_up_time

WRITES = (
    *(Community, Doomed, Listed, Version, Roles, Member, Joined),
    *(Role, Circle, Channel, ChannelAccess, Home),
)
EMITS = (
    *(CommunityCreated, ChannelCreated, CircleCreated),
    *(RoleCreated, RoleUpdated, RolesOrdered, OverridesChanged),
)
#: Writes of one transaction; and rows that the last one has room for beside the events of the
#: largest structure: a small community is founded by that one alone.
AT_ONCE, ALONG = 100, 24


class Founding:
    """A community that is not there yet."""

    def __init__(self, community: Community, building: Building) -> None:
        community.channel_count = len(building.channels)
        community.circle_count = len(building.circles)
        self._community, self._building = community, building
        rows = building.rows()
        early = max(0, len(rows) - ALONG)
        self._early, self._late = rows[:early], rows[early:]
        self._unfinished = _unfinished(community) if early else None

    def prepare(self) -> None:
        """Write the rows that the last transaction has no room for."""
        if self._unfinished is None:
            return
        _create((self._unfinished, Doomed.of(self._unfinished)))
        for some in batched(self._early, AT_ONCE):
            _create(some)

    def finish(self, tx: Transaction) -> None:
        """The community is there, with its founder. The commit raises Unavailable after a purge."""
        community, community_id = self._community, self._community.community_id
        founder = Member.new(community_id, community.owner_id, joined_at=community.created_at)
        directory.move(tx, community)
        if self._unfinished is None:
            tx.create(community)
        else:
            still = (Community.making == True) & Community.purging.does_not_exist()  # noqa: E712
            tx.save(community, still, refused=Unavailable)
            tx.delete(Doomed.of(self._unfinished))
        public = community.visibility == "public"
        owner = community.owner_id
        tx.create(Version.of(community_id, v=FIRST_VERSION, owner=owner, public=public))
        tx.create(founder)
        tx.create(Joined.of(community_id, owner))
        for row in self._late:
            tx.create(row)
        tx.emit(_founded(community, founder))
        self._building.open(tx)


def _create(rows: Sequence[Record]) -> None:
    with transaction() as tx:
        for row in rows:
            tx.create(row)


def _unfinished(community: Community) -> Community:
    """What stands in its place meanwhile: deleted for everybody, and purged if it stays so."""
    return Community.of(
        community.community_id,
        name=community.name,
        visibility=community.visibility,
        owner_id=community.owner_id,
        created_at=community.created_at,
        deleted_at=now(),
        purge_at=give_up_time(),
        making=True,
    )


def _founded(community: Community, founder: Member) -> CommunityCreated:
    return CommunityCreated(
        community_id=community.community_id,
        owner_id=community.owner_id,
        membership_id=founder.membership_id,
        name=community.name,
        description=community.description,
        visibility=community.visibility,
        created_at=community.created_at,
    )
