"""Copies of who is a member, and who is banned."""

from __future__ import annotations

from commons.contracts.communities.community import CommunityCreated
from commons.contracts.communities.members import (
    BanLifted,
    MemberBanned,
    MemberJoined,
    MemberRemoved,
)
from commons.events import Event
from tests.events.copies.base import COMMUNITY, OnBus, View
from tests.events.world import World


class Members(OnBus):
    """Who is a member of what, and since when. A membership that has ended stays ended.

    Those in circles only are in circles only.
    """

    hears = frozenset({"CommunityCreated", "MemberJoined", "MemberRemoved", "MemberBanned"})

    def __init__(self) -> None:
        self.begun: dict[str, tuple[str, str, str]] = {}
        self.ended: set[str] = set()
        self.whole: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case CommunityCreated(membership_id=str(id_), created_at=str(at)):
                self.whole.add(id_)
                self.begun[id_] = (event.community_id, event.owner_id, at)
            case MemberJoined(membership_id=str(id_), joined_at=str(at)):
                if event.whole or id_ not in self.whole:
                    self.begun[id_] = (event.community_id, event.user_id, at)
                self.whole |= {id_} if event.whole else set()
            case MemberRemoved(membership_id=str(id_)) | MemberBanned(membership_id=str(id_)):
                self.ended.add(id_)

    def view(self, world: World) -> View:
        return {about for id_, about in self.begun.items() if id_ in self.whole - self.ended}

    def fresh(self, world: World) -> View:
        found = []
        for one in world.communities:
            path = f"/communities/{one}/members"
            page = world.seen(f"{COMMUNITY}/members", path, limit=100).body
            assert page["next_cursor"] is None
            found += [(one, m["user_id"], m["joined_at"]) for m in page["data"]]
        return set(found)


class Bans(OnBus):
    """Who is banned, and by whom. A ban that was lifted stays lifted."""

    hears = frozenset({"MemberBanned", "BanLifted"})

    def __init__(self) -> None:
        self.begun: dict[str, tuple[str, str, str]] = {}
        self.ended: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case MemberBanned(ban_id=str(id_)):
                self.begun[id_] = (event.community_id, event.user_id, event.actor_id)
            case BanLifted(ban_id=str(id_)):
                self.ended.add(id_)

    def view(self, world: World) -> View:
        return {about for id_, about in self.begun.items() if id_ not in self.ended}

    def fresh(self, world: World) -> View:
        found = []
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/bans", f"/communities/{one}/bans", limit=100).body
            found += [(one, ban["user_id"], ban["actor_id"]) for ban in page["data"]]
        return set(found)
