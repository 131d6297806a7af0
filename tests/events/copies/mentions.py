"""Who is to be told that a message means them."""

from __future__ import annotations

from typing import Any

from commons.contracts.messages import MembersMentioned
from commons.events import Event
from commons.testing import call
from functions.messages.endpoints.list_messages import list_messages
from tests.events.copies.base import OnBus, View
from tests.events.world import World, expect


class Mentions(OnBus):
    """The messages of the channel that mention somebody, as a service of notifications hears it."""

    hears = frozenset({"MembersMentioned"})

    def __init__(self) -> None:
        self.told: dict[str, MembersMentioned] = {}

    def apply(self, event: Event) -> None:
        assert isinstance(event, MembersMentioned)
        self.told[event.message_id] = event

    def view(self, world: World) -> View:
        there = self._messages(world)
        return {
            (e.community_id, e.channel_id, id_, e.seq, e.author_id): (
                e.user_ids,
                e.role_ids,
                e.everyone,
            )
            for id_, e in self.told.items()
            if id_ in there or id_ is None
        }

    def fresh(self, world: World) -> View:
        place = world.place
        return {
            (place.community_id, place.channel_id, id_, m["seq"], m["author_id"]): (
                m["mentions"]["users"],
                m["mentions"]["roles"],
                m["mentions"]["everyone"],
            )
            for id_, m in self._messages(world).items()
            if any(m["mentions"].values())
        }

    def _messages(self, world: World) -> dict[str, Any]:
        read = call(list_messages, world.place.messages, as_=world.watcher, query={"limit": 100})
        return {message["id"]: message for message in expect(200, read).body["data"]}
