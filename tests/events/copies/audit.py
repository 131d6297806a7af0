"""The audit log, where others' services tell of what moderators do there."""

from __future__ import annotations

from typing import Any

from commons.contracts.messages import MessageModerated, MessagesModerated, ThreadModerated
from commons.contracts.posts import PostModerated
from commons.events import Event
from commons.testing import deliver
from functions.communities.consumers.on_message_moderated import on_message_moderated
from functions.communities.consumers.on_messages_moderated import on_messages_moderated
from functions.communities.consumers.on_post_moderated import on_post_moderated
from functions.communities.consumers.on_thread_moderated import on_thread_moderated
from tests.events.copies.base import COMMUNITY, OnBus, View
from tests.events.world import World

Told = tuple[str, str, str, str | None]


class AuditLog(OnBus):
    """The entries of acts on messages, threads and posts: each once, whatever came twice."""

    hears = frozenset({"MessageModerated", "MessagesModerated", "PostModerated", "ThreadModerated"})
    uses = (on_message_moderated, on_messages_moderated, on_post_moderated, on_thread_moderated)

    def __init__(self) -> None:
        self.told: dict[str, Told] = {}

    def apply(self, event: Event) -> None:
        match event:
            case MessageModerated():
                act = (event.actor_id, event.action, event.message_id, event.reason)
                assert deliver(on_message_moderated, event) == []
            case MessagesModerated():
                act = (event.actor_id, "messages_deleted", event.channel_id, event.reason)
                assert deliver(on_messages_moderated, event) == []
            case PostModerated():
                act = (event.actor_id, event.action, event.target_id, event.reason)
                assert deliver(on_post_moderated, event) == []
            case ThreadModerated():
                act = (event.actor_id, event.action, event.thread_id, event.reason)
                assert deliver(on_thread_moderated, event) == []
            case _:
                raise AssertionError(event)
        self.told[event.event_id] = act

    def view(self, world: World) -> View:
        return sorted(self.told.values(), key=str)

    def fresh(self, world: World) -> View:
        actions = {act[1] for act in self.told.values()}
        entries = (one for place in world.communities for one in self._entries(world, place))
        return sorted((one for one in entries if one[1] in actions), key=str)

    def _entries(self, world: World, community_id: str) -> list[Told]:
        found: list[Told] = []
        cursor: dict[str, Any] = {}
        while True:
            path = f"/communities/{community_id}/audit-log"
            page = world.seen(f"{COMMUNITY}/audit-log", path, limit=100, **cursor).body
            found += [
                (e["actor_id"], e["action"], e["target_id"], e["reason"]) for e in page["data"]
            ]
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}
