"""Which communities are deleted, and until when their owners can undo it."""

from __future__ import annotations

from math import inf

from commons.contracts.communities.community import (
    CommunityDeleted,
    CommunityPurged,
    CommunityRestored,
)
from commons.events import Event
from tests.events.copies.base import OnBus, View
from tests.events.world import World

MINE = "GET /v1/users/me/communities"


class Deletions(OnBus):
    """Deleted communities, with when they were and when they end."""

    hears = frozenset({"CommunityDeleted", "CommunityRestored", "CommunityPurged"})
    of_deleted = True

    def __init__(self) -> None:
        self.newest: dict[str, tuple[float, tuple[str, str] | None]] = {}

    def apply(self, event: Event) -> None:
        match event:
            case CommunityDeleted():
                times = event.deleted_at, event.purge_at
                self._say(event.community_id, event.revision, times)
            case CommunityRestored():
                self._say(event.community_id, event.revision, None)
            case CommunityPurged():
                self._say(event.community_id, inf, None)

    def _say(self, community_id: str, revision: float, times: tuple[str, str] | None) -> None:
        if revision > self.newest.get(community_id, (0, None))[0]:
            self.newest[community_id] = revision, times

    def view(self, world: World) -> View:
        return {one: times for one, (_, times) in self.newest.items() if times}

    def fresh(self, world: World) -> View:
        found: dict[str, tuple[str, str]] = {}
        cursor: dict[str, object] = {}
        while True:
            page = world.seen(MINE, "/users/me/communities", deleted=True, **cursor).body
            found |= {one["id"]: (one["deleted_at"], one["purge_at"]) for one in page["data"]}
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}
