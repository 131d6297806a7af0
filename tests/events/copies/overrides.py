"""A copy of the overrides of channels."""

from __future__ import annotations

from typing import Any

from commons.contracts.communities.channels import ChannelCreated, ChannelDeleted
from commons.contracts.communities.overrides import OverridesChanged
from commons.contracts.communities.roles import RoleDeleted
from commons.events import Event
from commons.testing import call
from functions.communities.endpoints.list_overrides import list_overrides
from tests.events.copies.base import COMMUNITY, OnBus, View
from tests.events.world import World, expect

Own = dict[str, tuple[str, str]]


class Overrides(OnBus):
    """The overrides of every channel that has its own. Those of a deleted role are over."""

    hears = frozenset({"ChannelCreated", "ChannelDeleted", "OverridesChanged", "RoleDeleted"})

    def __init__(self) -> None:
        self.channels: set[str] = set()
        self.gone: set[str] = set()
        self.said: dict[str, OverridesChanged] = {}

    def apply(self, event: Event) -> None:
        match event:
            case ChannelCreated():
                self.channels.add(event.channel_id)
            case ChannelDeleted():
                self.gone.add(event.channel_id)
            case RoleDeleted():
                self.gone.add(event.role_id)
            case OverridesChanged(channel_id=id_):
                if id_ not in self.said or self.said[id_].revision < event.revision:
                    self.said[id_] = event

    def view(self, world: World) -> View:
        return {id_: self._own(self.said.get(id_)) for id_ in self.channels - self.gone}

    def _own(self, event: OverridesChanged | None) -> Own | None:
        if event is None or event.inherited:
            return None
        allow, deny = event.allow or {}, event.deny or {}
        left = (allow.keys() | deny.keys()) - self.gone
        return {target: (allow.get(target, ""), deny.get(target, "")) for target in left}

    def fresh(self, world: World) -> View:
        found: dict[str, Any] = {}
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/channels", f"/communities/{one}/channels")
            for channel in page.body["data"]:
                path, owner = f"/channels/{channel['id']}/overrides", world.owners.get(one)
                body = expect(200, call(list_overrides, path, as_=owner or world.owner)).body
                own = {each["target_id"]: (each["allow"], each["deny"]) for each in body["data"]}
                found[channel["id"]] = None if body["inherited"] else own
        return found
