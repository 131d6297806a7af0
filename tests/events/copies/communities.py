"""Copies of communities."""

from __future__ import annotations

from commons.contracts.communities.community import (
    CommunityCreated,
    CommunityUpdated,
    OwnershipTransferred,
)
from commons.events import Event
from tests.events.copies.base import COMMUNITY, Edited, View
from tests.events.world import World


class Communities(Edited):
    """Every community."""

    hears = frozenset({"CommunityCreated", "CommunityUpdated", "OwnershipTransferred"})
    names = ("name", "description", "visibility", "owner_id", "created_at")
    edited = ("name", "description", "visibility")

    def __init__(self) -> None:
        super().__init__()
        self.owners: dict[str, tuple[int, str]] = {}

    def apply(self, event: Event) -> None:
        match event:
            case CommunityCreated():
                self.make(event.community_id, event)
            case OwnershipTransferred():
                if event.revision > self.owners.get(event.community_id, (0, ""))[0]:
                    self.owners[event.community_id] = event.revision, event.owner_id
            case CommunityUpdated():
                self.edit(event.community_id, event.revision, event)

    def view(self, world: World) -> View:
        owners = {one: {"owner_id": owner} for one, (_, owner) in self.owners.items()}
        return {one: about | owners.get(one, {}) for one, about in super().view(world).items()}

    def fresh(self, world: World) -> View:
        read = {one: world.seen(COMMUNITY, f"/communities/{one}").body for one in world.communities}
        return {one: {name: body[name] for name in self.names} for one, body in read.items()}
