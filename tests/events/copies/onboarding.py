"""Copies of what is asked of newcomers, and of who has agreed to it."""

from __future__ import annotations

from commons.contracts.communities.onboarding import OnboardingUpdated, RulesConsented
from commons.events import Event
from commons.testing import call
from functions.communities.endpoints.get_onboarding import get_onboarding
from tests.events.copies.base import COMMUNITY, OnBus, View
from tests.events.copies.members import Members
from tests.events.world import World


class Pending(Members):
    """Who may only read until they agree to the rules; owners never have to."""

    hears = Members.hears | {"OnboardingUpdated", "RulesConsented"}

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, tuple[int, int]] = {}
        self.agreed: dict[str, int] = {}

    def apply(self, event: Event) -> None:
        match event:
            case OnboardingUpdated():
                newest = self.asked.get(event.community_id, (0, 0))
                said = event.revision, event.consent_from or 0
                self.asked[event.community_id] = max(newest, said)
            case RulesConsented():
                before = self.agreed.get(event.membership_id, 0)
                self.agreed[event.membership_id] = max(before, event.rules_version)
            case _:
                super().apply(event)

    def view(self, world: World) -> View:
        return {
            (community_id, user_id)
            for id_, (community_id, user_id, _) in self.begun.items()
            if id_ in self.whole - self.ended
            and self.agreed.get(id_, 0) < self.asked.get(community_id, (0, 0))[1]
            and user_id != world.owners.get(community_id, world.owner).user_id
        }

    def fresh(self, world: World) -> View:
        found = set()
        for one, _ in world.doors:
            page = world.seen(f"{COMMUNITY}/members", f"/communities/{one}/members", limit=100).body
            assert page["next_cursor"] is None
            found |= {(one, m["user_id"]) for m in page["data"] if m["pending"]}
        return found


class Agreed(Members):
    """Which version of the rules members agreed to, and when, as they are shown it themselves."""

    hears = Members.hears | {"RulesConsented"}

    def __init__(self) -> None:
        super().__init__()
        self.agreed: dict[str, tuple[int, RulesConsented]] = {}

    def apply(self, event: Event) -> None:
        if isinstance(event, RulesConsented):
            before = self.agreed.get(event.membership_id)
            if before is None or event.rules_version > before[0]:
                self.agreed[event.membership_id] = event.rules_version, event
        else:
            super().apply(event)

    def view(self, world: World) -> View:
        return {
            (event.community_id, event.user_id, version, event.consented_at)
            for id_, (version, event) in self.agreed.items()
            if id_ in self.whole - self.ended
        }

    def fresh(self, world: World) -> View:
        found = set()
        for one, who in world.doors:
            me = call(get_onboarding, f"/communities/{one}/onboarding", as_=who).body["me"]
            if me["consented_at"]:
                found.add((one, who.user_id, me["rules_version"], me["consented_at"]))
        return found


class Asked(OnBus):
    """Whether a community asks, and the version of its rules."""

    hears = frozenset({"OnboardingUpdated"})

    def __init__(self) -> None:
        self.newest: dict[str, OnboardingUpdated] = {}

    def apply(self, event: Event) -> None:
        assert isinstance(event, OnboardingUpdated)
        before = self.newest.get(event.community_id)
        if before is None or event.revision > before.revision:
            self.newest[event.community_id] = event

    def view(self, world: World) -> View:
        return {(one, e.enabled, e.rules_version) for one, e in self.newest.items()}

    def fresh(self, world: World) -> View:
        found = set()
        for one, _ in world.doors:
            read = world.seen(f"{COMMUNITY}/onboarding", f"/communities/{one}/onboarding").body
            rules = read["rules"]
            found.add((one, read["enabled"], rules["version"] if rules else 0))
        return found
