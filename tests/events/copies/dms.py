"""What somebody is in: DMs and groups, by the bus and by their own streams."""

from __future__ import annotations

from typing import Any

from commons.contracts.messages import ConversationChanged
from commons.events import Event
from commons.resources import event as resource
from commons.streams import user_stream
from commons.streams.log import DynamoLog
from commons.testing import call, deliver, endpoint_of
from creavio.models import Event as Heard
from creavio.personal import Personal
from functions.realtime.consumers.on_conversation_changed import on_conversation_changed
from functions.realtime.consumers.on_relationship_changed import on_relationship_changed
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
    return event.revision or 0, event.state == "ignored"


def _now(event: ConversationChanged) -> dict[str, Any]:
    """What was told on the bus, and in the stream since."""
    now: dict[str, Any] = {"name": event.name, "owner_id": event.owner_id}
    for entry in DynamoLog().after(f"h:{event.channel_id}", 0):
        if entry.type == "DM_UPDATE" and entry.d["revision"] >= (event.revision or 0):
            now = {name: entry.d[name] for name in now}
    return now | {"type": event.kind, "state": event.state}


class Own(OnBus):
    """What the owner's own stream says that they are in, and a member's what others are to them."""

    hears = frozenset(
        {
            *("ConversationChanged", "RelationshipChanged", "RELATIONSHIP_UPDATE"),
            *("DM_CREATE", "DM_ANSWER", "DM_DELETE"),
        }
    )
    uses = (on_conversation_changed, on_relationship_changed)

    def apply(self, event: Event) -> None:
        conversation = isinstance(event, ConversationChanged)
        consumer = on_conversation_changed if conversation else on_relationship_changed
        assert deliver(consumer, event) == []

    def view(self, world: World) -> View:
        return _read(world.owner.user_id) | _read(world.member.user_id)

    def fresh(self, world: World) -> View:
        direct = Conversations().fresh(world)
        found = {one: (d["type"], d["state"]) for one, d in direct.items()}
        route, path = "GET /v1/users/me/relationships", "/users/me/relationships"
        token, query = world.member.token, {"limit": 100}
        page = call(endpoint_of(route), path, as_=token, query=query).body
        return found | {one["user_id"]: (one["type"], None) for one in page["data"]}


def _read(user_id: str) -> dict[str, Any]:
    """What the SDK's own store comes to by somebody's own stream."""
    mine, stream = Personal(), user_stream(user_id)
    for entry in DynamoLog().after(stream, 0):
        mine.apply(Heard.read(resource(stream, entry)))
    return {one: (dm.type, dm.state) for one, dm in mine.dms.items()} | {
        one: (relationship.type, None) for one, relationship in mine.relationships.items()
    }
