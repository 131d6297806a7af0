"""Copies of circles and who is in them, and what empties them."""

from __future__ import annotations

from typing import Any

from commons.contracts.communities.circles import (
    CircleCreated,
    CircleDeleted,
    CircleMemberAdded,
    CircleMemberRemoved,
    CircleUpdated,
)
from commons.events import Event
from commons.testing import deliver
from functions.communities.consumers.on_circle_deleted import on_circle_deleted
from functions.communities.models.circles import Seat
from tests.events.copies.base import COMMUNITY, Edited, OnBus, View
from tests.events.world import World


class Circles(Edited):
    """Every circle."""

    hears = frozenset({"CircleCreated", "CircleUpdated", "CircleDeleted"})
    edited = ("name", "description", "visibility", "join", "tier_id", "max_members")
    names = ("community_id", *edited, "created_at")

    def __init__(self) -> None:
        super().__init__()
        self.gone: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case CircleCreated():
                self.make(event.circle_id, event)
            case CircleUpdated():
                self.edit(event.circle_id, event.revision, event)
            case CircleDeleted():
                self.gone.add(event.circle_id)

    def view(self, world: World) -> View:
        return {id_: one for id_, one in super().view(world).items() if id_ not in self.gone}

    def fresh(self, world: World) -> View:
        found: dict[str, dict[str, Any]] = {}
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/circles", f"/communities/{one}/circles", limit=100)
            found |= {c["id"]: {n: c[n] for n in self.names} for c in page.body["data"]}
        return found


class Seats(OnBus):
    """Who is in which circle, since when. A stay that has ended stays ended."""

    hears = frozenset({"CircleMemberAdded", "CircleMemberRemoved"})

    def __init__(self) -> None:
        self.begun: dict[str, tuple[str, str, str]] = {}
        self.ended: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case CircleMemberAdded():
                about = (event.circle_id, event.user_id, event.joined_at)
                self.begun[event.seat_id] = about
            case CircleMemberRemoved():
                self.ended.add(event.seat_id)

    def view(self, world: World) -> View:
        return {about for id_, about in self.begun.items() if id_ not in self.ended}

    def fresh(self, world: World) -> View:
        found = set()
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/circles", f"/communities/{one}/circles", limit=100)
            for circle in page.body["data"]:
                path = f"/circles/{circle['id']}/members"
                listed = world.seen("GET /v1/circles/{circle_id}/members", path, limit=100)
                found |= {
                    (m["circle_id"], m["user_id"], m["joined_at"]) for m in listed.body["data"]
                }
        return found


class Emptied(OnBus):
    """Circles that were deleted have nobody in them."""

    hears = frozenset({"CircleDeleted"})
    uses = (on_circle_deleted,)

    def __init__(self) -> None:
        self.gone: list[str] = []

    def apply(self, event: Event) -> None:
        assert isinstance(event, CircleDeleted)
        self.gone.append(event.circle_id)
        assert deliver(on_circle_deleted, event) == []

    def view(self, world: World) -> View:
        return [Seat.first(circle_id) for circle_id in self.gone]

    def fresh(self, world: World) -> View:
        return [None for _ in self.gone]
