"""The directory of public communities, which hears who comes and who goes."""

from __future__ import annotations

from commons.contracts.communities.members import MemberBanned, MemberJoined, MemberRemoved
from commons.events import Consumer, Event
from commons.testing import deliver
from functions.communities.consumers.on_member_banned import on_member_banned
from functions.communities.consumers.on_member_joined import on_member_joined
from functions.communities.consumers.on_member_removed import on_member_removed
from functions.communities.models.directory import PARTITION, Listed
from tests.events.copies.base import COMMUNITY, OnBus, View
from tests.events.world import World

RELISTS: dict[type[Event], Consumer] = {
    MemberJoined: on_member_joined,
    MemberRemoved: on_member_removed,
    MemberBanned: on_member_banned,
}


class Directory(OnBus):
    """Where the communities stand in it."""

    hears = frozenset(kind.__name__ for kind in RELISTS)
    uses = tuple(RELISTS.values())

    def apply(self, event: Event) -> None:
        assert deliver(RELISTS[type(event)], event) == []

    def view(self, world: World) -> View:
        listed = Listed.query(PARTITION, consistent_read=True)
        return {row.sk for row in listed if row.community_id in world.communities}

    def fresh(self, world: World) -> View:
        read = (world.seen(COMMUNITY, f"/communities/{one}").body for one in world.communities)
        public = (body for body in read if body["visibility"] == "public")
        return {f"S{64 - body['member_count'].bit_length()}#{body['id']}" for body in public}
