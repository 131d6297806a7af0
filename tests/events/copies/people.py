"""Copies of accounts and profiles."""

from __future__ import annotations

from typing import Any, ClassVar

from commons.contracts.auth import AccountReinstated, AccountSuspended, UserRegistered
from commons.contracts.users import ProfileChanged, RelationshipChanged
from commons.events import Event
from commons.testing import call, deliver, endpoint_of
from functions.auth.consumers.on_profile_changed import on_profile_changed
from functions.auth.models import Account as AccountRow
from functions.messages.consumers.on_relationship_changed import on_relationship_changed
from functions.messages.dms import Tie
from tests.events.copies.base import OnBus, View
from tests.events.world import World


class People(OnBus):
    """Everybody, as others see them."""

    hears = frozenset({"UserRegistered", "ProfileChanged"})
    edited: ClassVar = ("display_name", "bio", "avatar_url")

    def __init__(self) -> None:
        self.accounts: dict[str, UserRegistered] = {}
        self.profiles: dict[str, ProfileChanged] = {}

    def apply(self, event: Event) -> None:
        match event:
            case UserRegistered():
                self.accounts[event.user_id] = event
            case ProfileChanged():
                seen = self.profiles.get(event.user_id)
                if seen is None or seen.revision < event.revision:
                    self.profiles[event.user_id] = event

    def view(self, world: World) -> View:
        return {user_id: self._shown(account) for user_id, account in self.accounts.items()}

    def fresh(self, world: World) -> View:
        route = "GET /v1/users/{user_id}"
        return {one: world.seen(route, f"/users/{one}").body for one in world.registered}

    def _shown(self, account: UserRegistered) -> dict[str, Any]:
        shown = {name: getattr(account, name) for name in ("handle", "display_name", "created_at")}
        shown |= {"id": account.user_id, "avatar_url": None, "bio": ""}
        profile = self.profiles.get(account.user_id)
        return shown | ({name: getattr(profile, name) for name in self.edited} if profile else {})


class Account(OnBus):
    """What auth keeps of profiles, for the answers of log-in."""

    hears = frozenset({"ProfileChanged"})
    uses = (on_profile_changed,)
    names: ClassVar = ("display_name", "bio", "avatar_url", "locale")

    def apply(self, event: Event) -> None:
        assert deliver(on_profile_changed, event) == []

    def view(self, world: World) -> View:
        row = AccountRow.load(world.member.user_id)
        return {name: getattr(row, name) for name in self.names}

    def fresh(self, world: World) -> View:
        body = call(endpoint_of("GET /v1/users/me"), "/users/me", as_=world.member.token).body
        return {name: body[name] for name in self.names}


class Ties(OnBus):
    """What messages keeps of friends and blocks."""

    hears = frozenset({"RelationshipChanged"})
    uses = (on_relationship_changed,)

    def apply(self, event: Event) -> None:
        assert isinstance(event, RelationshipChanged)
        assert deliver(on_relationship_changed, event) == []

    def view(self, world: World) -> View:
        ties = Tie.query(f"TIE#{world.member.user_id}", consistent_read=True)
        return {tie.sk: tie.relation for tie in ties if tie.relation != "none"}

    def fresh(self, world: World) -> View:
        route, path = "GET /v1/users/me/relationships", "/users/me/relationships"
        query = {"limit": 100}
        body = call(endpoint_of(route), path, as_=world.member.token, query=query).body
        return {one["user_id"]: one["type"] for one in body["data"]}


class Suspensions(OnBus):
    """Whose account is suspended; of two events the higher number is newer."""

    hears = frozenset({"AccountSuspended", "AccountReinstated"})

    def __init__(self) -> None:
        self.newest: dict[str, tuple[int, bool]] = {}

    def apply(self, event: Event) -> None:
        assert isinstance(event, AccountSuspended | AccountReinstated)
        if event.suspension > self.newest.get(event.user_id, (0, False))[0]:
            suspended = isinstance(event, AccountSuspended)
            self.newest[event.user_id] = (event.suspension, suspended)

    def view(self, world: World) -> View:
        return {user_id: suspended for user_id, (_, suspended) in self.newest.items()}

    def fresh(self, world: World) -> View:
        return {one: AccountRow.load(one).suspended for one in world.suspended}
