"""Copies of communities."""

from __future__ import annotations

from commons.contracts.communities.community import CommunityCreated, CommunityUpdated
from commons.events import Event
from tests.events.copies.base import COMMUNITY, Edited, View
from tests.events.world import World


class Communities(Edited):
    """Every community."""

    hears = frozenset({"CommunityCreated", "CommunityUpdated"})
    names = ("name", "description", "visibility", "owner_id", "created_at")
    edited = ("name", "description", "visibility")

    def apply(self, event: Event) -> None:
        match event:
            case CommunityCreated():
                self.make(event.community_id, event)
            case CommunityUpdated():
                self.edit(event.community_id, event.revision, event)

    def fresh(self, world: World) -> View:
        read = {one: world.seen(COMMUNITY, f"/communities/{one}").body for one in world.communities}
        return {one: {name: body[name] for name in self.names} for one, body in read.items()}
