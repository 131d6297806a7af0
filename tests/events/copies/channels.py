"""Copies of channels."""

from __future__ import annotations

from typing import Any

from commons.contracts.communities.channels import ChannelCreated, ChannelUpdated
from commons.events import Event
from tests.events.copies.base import COMMUNITY, Edited, View
from tests.events.world import World


class Channels(Edited):
    """Every channel."""

    hears = frozenset({"ChannelCreated", "ChannelUpdated"})
    names = (
        *("community_id", "name", "type", "topic", "parent_id"),
        *("position", "slow_mode_s", "created_at"),
    )
    edited = ("name", "topic", "slow_mode_s")

    def apply(self, event: Event) -> None:
        match event:
            case ChannelCreated():
                self.make(event.channel_id, event)
            case ChannelUpdated():
                self.edit(event.channel_id, event.revision, event)

    def fresh(self, world: World) -> View:
        found: dict[str, dict[str, Any]] = {}
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/channels", f"/communities/{one}/channels", limit=100)
            found |= {c["id"]: {n: c[n] for n in self.names} for c in page.body["data"]}
        return found
