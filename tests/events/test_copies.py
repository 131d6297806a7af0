"""Old copy + events = fresh read, for every action and every event type."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random
from typing import Any

import pytest

from commons.events import Consumer, Event
from commons.testing import Connections, declarations
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.create_role import create_role
from functions.communities.endpoints.grant_role import grant_role
from functions.communities.endpoints.lift_ban import lift_ban
from functions.communities.endpoints.update_member import update_member
from functions.posts.endpoints.accept_answer import accept_answer
from tests.events.actions import ACTIONS
from tests.events.copies import COPIES, ON_BUS, REDUCERS
from tests.events.copies import posts as of_posts
from tests.events.copies.base import Copy, OnBus, View, made
from tests.events.copies.messages import Messages
from tests.events.told import Told, telling
from tests.events.world import World
from tools.events.described import all_events, bus_events

BAN, LIFT = (next(a for a in ACTIONS if a[0] is act) for act in (ban_member, lift_ban))
#: In the end somebody is banned, and somebody else no longer, whoever was chosen before.
ACCEPT = next(action for action in ACTIONS if action[0] is accept_answer)
GIVING = (create_role, grant_role, update_member)
LAST = [BAN, BAN, LIFT, ACCEPT, *(a for a in ACTIONS if a[0] in GIVING)]
MORE = [pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 7)]
SEEDS = [1, *MORE]
#: A fresh read of everything is dear: after so many actions, copies that heard nothing have theirs.
LOOKS = 8
TELLING = [d for d in declarations() if d.emits or d.appends]


def test_every_function_that_tells_has_its_action() -> None:
    missing = {d.handler for d in TELLING} - {d.handler for d, _ in ACTIONS}
    assert missing == set(), "add to ACTIONS of a module in tests/events/actions"


def test_every_event_type_is_heard_by_a_copy() -> None:
    heard = {name for copy in COPIES for name in copy.hears}
    assert {event.name for event in all_events()} - heard == set(), "add to tests/events/copies"


def test_every_consumer_keeps_a_copy() -> None:
    used = {consumer.handler for copy in COPIES for consumer in copy.uses}
    consumers = {d.handler for d in declarations() if isinstance(d, Consumer)}
    assert consumers - used == set(), "add to tests/events/copies"


class Run:
    """A world, its copies, and what has been told of it."""

    def __init__(self, connections: Connections, told: Told, seed: int = 1) -> None:
        self.told, self.applied = told, 0
        self.by_consumers = [kind() for kind in ON_BUS if kind.uses]
        self.reduced: list[OnBus] = []
        self.messages = Messages()
        self.world = World(connections, Random(seed))
        self.messages.start(self.world)

    def apply(self) -> None:
        """Bring every copy up to date, by events alone; a consumer of ours may tell more."""
        while new := self.told.bus[self.applied :]:
            self.applied += len(new)
            for copy in self.by_consumers:
                for event in new:
                    if type(event).__name__ in copy.hears:
                        copy.apply(event)
        self.reduced = [made(kind, self.told.bus) for kind in REDUCERS]
        self.messages.catch_up(self.world)

    def stale(self, types: set[str] | None = None) -> list[str]:
        """The copies that differ from a fresh read; of those that hear these types, if given."""
        return [
            name(copy)
            for copy in (*self.by_consumers, *self.reduced, self.messages)
            if (types is None or copy.hears & types) and self._differs(copy)
        ]

    def _differs(self, copy: Copy) -> bool:
        return bool(copy.view(self.world) != copy.fresh(self.world))


def name(copy: Copy) -> str:
    return type(copy).__name__


def test_after_every_action_the_events_bring_every_copy_up_to_date(
    connections: Connections, fresh_caches: None
) -> None:
    with telling() as told:
        run = Run(connections, told)
        run.apply()
        assert run.stale() == []
        for done, (declared, act) in enumerate(ACTIONS, 1):
            before = len(told.bus), len(told.appended)
            act(run.world)
            now = Told(told.bus[before[0] :], told.appended[before[1] :])
            assert {e.__name__ for e in declared.emits} | set(declared.appends) <= now.types
            run.apply()
            everything = done % LOOKS == 0 or done == len(ACTIONS)
            assert run.stale(None if everything else now.types) == [], f"after {declared.handler}"
    assert told.types == {event.name for event in all_events()}


@pytest.mark.parametrize("seed", SEEDS)
def test_after_any_course_of_actions_too(
    seed: int, connections: Connections, fresh_caches: None
) -> None:
    rng = Random(seed)
    with telling() as told:
        run = Run(connections, told, seed)
        for step in range(12 if seed == 1 else 60):
            declared, act = rng.choice(ACTIONS)
            act(run.world)
            run.apply()
            assert run.stale() == [], f"seed {seed}, step {step}: {declared.handler}"


#: Fields that no copy needs: who did it, where it came from, and what only auth's copy shows.
NOBODY_NEEDS = {"event_id", "actor_id", "inviter_id", "locale"}


def test_an_event_that_carries_too_little_is_noticed(
    connections: Connections, fresh_caches: None
) -> None:
    """Without any one of its fields some copy is stale: the comparison can fail, for each."""
    with telling() as told:
        run = Run(connections, told)
        for _, act in [*ACTIONS, *ACTIONS, *LAST]:
            act(run.world)
    fresh = {copy: copy().fresh(run.world) for copy in REDUCERS}
    unnoticed = [
        f"{event.name}.{field.name}"
        for event in bus_events()
        for field in fields(event.kind)
        if field.name not in NOBODY_NEEDS
        and any(event.name in copy.hears for copy in REDUCERS)
        and not _stale_without(told, run.world, fresh, event.kind, field.name)
    ]
    assert set(unnoticed) == ONLY_SAID | WHO_SAW | OWN_STREAM | of_posts.ONLY_SAID


EDITED = (
    *("ChannelUpdated", "ChannelDeleted", "CalendarEventUpdated", "CalendarEventDeleted"),
    *("CircleUpdated", "CircleDeleted", "CircleMemberAdded", "CircleMemberRemoved"),
    *("RoleUpdated", "RoleDeleted", "MemberUpdated", "OverridesChanged"),
)
#: Told to whoever reads the event by itself: to a copy, the id of what ended says as much.
ONLY_SAID = (
    {
        f"{event}.{field}"
        for event in ("MemberRemoved", "BanLifted", "MemberUpdated")
        for field in ("community_id", "user_id")
    }
    | {f"{event}.community_id" for event in EDITED}
    | {f"CircleMemberRemoved.{field}" for field in ("circle_id", "user_id")}
)


#: Of what is gone: who had seen it, so that the community's stream tells them and nobody else.
#: No copy shows it; ``tests/functions/realtime/test_community_streams.py`` holds it.
WHO_SAW = {
    *(f"ChannelDeleted.{field}" for field in ("allow", "deny", "circle_id", "age_restricted")),
    *("CalendarEventDeleted.channel_id", "CircleDeleted.visibility"),
    *("MemberRemoved.whole", "MemberBanned.whole"),
}

#: Of a DM or group: what its people's own streams tell. Copies read it where it is; that it is told
#: is held by ``tests/functions/realtime/consumers/test_on_conversation_changed.py``.
OWN_STREAM = {f"ConversationChanged.{field}" for field in ("created_at", "name", "recipients")}


def _stale_without(
    told: Told, world: World, fresh: dict[type[OnBus], View], kind: type[Event], field: str
) -> list[str]:
    """The copies that are wrong when made from events of which one kind lacks a field."""
    lacking: dict[str, Any] = {field: None}
    events = [replace(one, **lacking) if isinstance(one, kind) else one for one in told.bus]
    try:
        again = [made(copy, events) for copy in REDUCERS]
    except TypeError:  # it cannot even be compared
        return [f"{field} of {kind.__name__}"]
    return [name(copy) for copy in again if copy.view(world) != fresh[type(copy)]]
