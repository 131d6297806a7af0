"""Copies of channels."""

from __future__ import annotations

from typing import Any

from commons.contracts.communities.channels import (
    ChannelCreated,
    ChannelDeleted,
    ChannelUpdated,
)
from commons.events import Event
from tests.events.copies.base import COMMUNITY, Edited, View
from tests.events.world import World

FLAGS = ("archived", "age_restricted")


class Channels(Edited):
    """Every channel."""

    hears = frozenset({"ChannelCreated", "ChannelUpdated", "ChannelDeleted"})
    names = (
        *("community_id", "name", "type", "topic", "parent_id", "circle_id"),
        *("position", "slow_mode_s", "age_restricted", "created_at"),
    )
    edited = ("name", "topic", "slow_mode_s", "position", "parent_id", *FLAGS)

    def __init__(self) -> None:
        super().__init__()
        self.gone: set[str] = set()

    def view(self, world: World) -> View:
        made = super().view(world)
        return {id_: {"archived": False} | one for id_, one in made.items() if id_ not in self.gone}

    def apply(self, event: Event) -> None:
        match event:
            case ChannelCreated():
                self.make(event.channel_id, event)
            case ChannelUpdated():
                self.edit(event.channel_id, event.revision, event)
            case ChannelDeleted():
                self.gone.add(event.channel_id)

    def fresh(self, world: World) -> View:
        found: dict[str, dict[str, Any]] = {}
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/channels", f"/communities/{one}/channels", limit=100)
            assert page.body["next_cursor"] is None
            shown = (*self.names, "archived")
            found |= {c["id"]: {n: c[n] for n in shown} for c in page.body["data"]}
        return found
