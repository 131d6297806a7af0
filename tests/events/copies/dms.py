"""What somebody is in: DMs and groups, by the bus and by their own streams."""

from __future__ import annotations

from typing import Any

from commons.contracts.messages import ConversationChanged
from commons.events import Event
from commons.streams.log import DynamoLog
from commons.testing import call, endpoint_of
from tests.events.copies.base import OnBus, View
from tests.events.world import World


class Conversations(OnBus):
    """The owner's: which there are is told on the bus, what happens in one in its stream."""

    hears = frozenset({"ConversationChanged", "DM_UPDATE"})

    def __init__(self) -> None:
        self.told: dict[tuple[str, str], ConversationChanged] = {}

    def apply(self, event: Event) -> None:
        assert isinstance(event, ConversationChanged)
        key = event.user_id, event.channel_id
        seen = self.told.get(key)
        if seen is None or _newness(seen) < _newness(event):
            self.told[key] = event

    def view(self, world: World) -> View:
        mine = (event for (user, _), event in self.told.items() if user == world.owner.user_id)
        return {one.channel_id: _now(one) for one in mine if one.change != "left"}

    def fresh(self, world: World) -> View:
        found: dict[str, Any] = {}
        for state in ("open", "request", "ignored"):
            query = {"state": state, "limit": 100}
            page = call(endpoint_of("GET /v1/dms"), "/dms", as_=world.owner, query=query).body
            found |= {
                one["id"]: {name: one[name] for name in ("type", "state", "name", "owner_id")}
                for one in page["data"]
            }
        return found


def _newness(event: ConversationChanged) -> tuple[int, bool]:
    return event.revision, event.state == "ignored"


def _now(event: ConversationChanged) -> dict[str, Any]:
    """What was told on the bus, and in the stream since."""
    now: dict[str, Any] = {"name": event.name, "owner_id": event.owner_id}
    for entry in DynamoLog().after(f"h:{event.channel_id}", 0):
        if entry.type == "DM_UPDATE" and entry.d["revision"] >= event.revision:
            now = {name: entry.d[name] for name in now}
    return now | {"type": event.kind, "state": event.state}
