"""Copies of roles and their order, and of what members are given."""

from __future__ import annotations

from typing import Any

from commons.contracts.communities.community import CommunityCreated
from commons.contracts.communities.members import (
    MemberBanned,
    MemberJoined,
    MemberRemoved,
    MemberUpdated,
)
from commons.contracts.communities.roles import (
    RoleCreated,
    RoleDeleted,
    RolesOrdered,
    RoleUpdated,
)
from commons.events import Event
from commons.testing import deliver
from commons.testing.schedules import scheduled
from functions.communities.consumers.on_member_updated import on_member_updated
from functions.communities.jobs.end_roles import end_roles
from functions.communities.models.members import Member
from tests.events.copies.base import COMMUNITY, Edited, OnBus, View
from tests.events.world import World


class Roles(Edited):
    """Every role that was made by somebody."""

    hears = frozenset({"RoleCreated", "RoleUpdated", "RoleDeleted"})
    edited = ("name", "permissions", "color", "hoist", "mentionable")
    names = ("community_id", *edited, "created_at")

    def __init__(self) -> None:
        super().__init__()
        self.gone: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case RoleCreated():
                self.make(event.role_id, event)
            case RoleUpdated():
                self.edit(event.role_id, event.revision, event)
            case RoleDeleted():
                self.gone.add(event.role_id)

    def view(self, world: World) -> View:
        made = super().view(world)
        return {id_: made[id_] for id_ in made.keys() - self.gone}

    def fresh(self, world: World) -> View:
        found: dict[str, dict[str, Any]] = {}
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/roles", f"/communities/{one}/roles").body["data"]
            found |= {r["id"]: {n: r[n] for n in self.names} for r in page if r["id"] != one}
        return found


class Ranks(OnBus):
    """How the roles of every community stand; a new one has but the everyone role."""

    hears = frozenset({"CommunityCreated", "RolesOrdered"})

    def __init__(self) -> None:
        self.founded: set[str] = set()
        self.orders: dict[str, tuple[int, list[str]]] = {}

    def apply(self, event: Event) -> None:
        match event:
            case CommunityCreated():
                self.founded.add(event.community_id)
            case RolesOrdered() if event.version > self.orders.get(event.community_id, (0, []))[0]:
                self.orders[event.community_id] = event.version, event.role_ids

    def view(self, world: World) -> View:
        return {one: self.orders.get(one, (0, [one]))[1] for one in self.founded}

    def fresh(self, world: World) -> View:
        found = {}
        for one in world.communities:
            page = world.seen(f"{COMMUNITY}/roles", f"/communities/{one}/roles").body["data"]
            assert [role["position"] for role in page] == list(range(len(page)))[::-1]
            found[one] = [role["id"] for role in reversed(page)]
        return found


class Given(OnBus):
    """What members are given: nick, roles, time-outs. A deleted role is held by nobody."""

    hears = frozenset(
        {"CommunityCreated", "MemberJoined", "MemberUpdated", "RoleDeleted"}
        | {"MemberRemoved", "MemberBanned"}
    )
    names = ("nick", "roles", "roles_end", "timeout_until")

    def __init__(self) -> None:
        self.begun: dict[str, tuple[str, str]] = {}
        self.first: dict[str, list[str]] = {}
        self.whole: set[str] = set()
        self.ended: set[str] = set()
        self.gone: set[str] = set()
        self.given: dict[str, MemberUpdated] = {}

    def apply(self, event: Event) -> None:
        match event:
            case CommunityCreated(membership_id=str(id_)):
                self.whole.add(id_)
                self.begun[id_] = (event.community_id, event.owner_id)
            case MemberJoined(membership_id=str(id_)):
                self.begun[id_] = (event.community_id, event.user_id)
                if event.whole or id_ not in self.whole:
                    self.first[id_] = event.roles or []
                self.whole |= {id_} if event.whole else set()
            case MemberRemoved(membership_id=str(id_)) | MemberBanned(membership_id=str(id_)):
                self.ended.add(id_)
            case RoleDeleted():
                self.gone.add(event.role_id)
            case MemberUpdated(membership_id=id_):
                if id_ not in self.given or self.given[id_].revision < event.revision:
                    self.given[id_] = event

    def view(self, world: World) -> View:
        whole = self.whole - self.ended
        present = {id_: who for id_, who in self.begun.items() if id_ in whole}
        return {who: self._given(id_) for id_, who in present.items()}

    def _given(self, membership_id: str) -> View:
        event = self.given.get(membership_id)
        if event is None:
            held = sorted(set(self.first.get(membership_id, [])) - self.gone)
            return {"nick": None, "roles": held, "roles_end": {}, "timeout_until": None}
        ends = {role: end for role, end in (event.roles_end or {}).items() if role not in self.gone}
        held = sorted(set(event.roles or []) - self.gone)
        given = {"nick": event.nick, "timeout_until": event.timeout_until}
        return given | {"roles": held, "roles_end": ends}

    def fresh(self, world: World) -> View:
        found = {}
        for one in world.communities:
            path = f"/communities/{one}/members"
            for member in world.seen(f"{COMMUNITY}/members", path, limit=100).body["data"]:
                shown = {name: member[name] for name in self.names}
                found[one, member["user_id"]] = shown | {"roles": sorted(member["roles"])}
        return found


class Ends(OnBus):
    """The ends of roles that Scheduler knows: whoever holds one has the next one there."""

    hears = frozenset({"MemberUpdated"})
    uses = (on_member_updated,)

    def apply(self, event: Event) -> None:
        assert deliver(on_member_updated, event) == []

    def view(self, world: World) -> View:
        return self.fresh(world) & {one.name for one in scheduled(end_roles)}

    def fresh(self, world: World) -> View:
        members = (
            member
            for one in world.communities
            for member in Member.query(f"A#{one}", Member.sk.startswith("M#"), consistent_read=True)
        )
        return {f"{m.membership_id}.{min(m.ends.values())}" for m in members if m.ends}
