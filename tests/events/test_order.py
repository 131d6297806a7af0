"""FT-05: in any order and five times each, events leave what they leave in order and once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import permutations
from random import Random
from typing import Any

import pytest

from commons import auth
from commons.contracts.auth import AccountSuspended, SessionRevoked
from commons.contracts.communities.channels import ChannelDeleted
from commons.contracts.communities.members import (
    BanLifted,
    MemberBanned,
    MemberJoined,
    MemberRemoved,
)
from commons.contracts.messages import MessageModerated, MessagesModerated, ThreadModerated
from commons.contracts.posts import CommentDeleted, PostDeleted, PostModerated
from commons.contracts.users import ProfileChanged
from commons.events import Consumer, Event
from commons.testing import Connections, Context, Person, call, declarations, deliver, person
from commons.wire import item
from functions.auth.consumers.on_profile_changed import on_profile_changed
from functions.auth.jobs.suspend_account import suspend_account
from functions.auth.models import Account
from functions.communities.consumers.on_circle_deleted import on_circle_deleted
from functions.communities.consumers.on_community_changed import on_community_changed
from functions.communities.consumers.on_member_updated import on_member_updated
from functions.communities.consumers.on_message_moderated import on_message_moderated
from functions.communities.consumers.on_messages_moderated import on_messages_moderated
from functions.communities.consumers.on_post_moderated import on_post_moderated
from functions.communities.consumers.on_raid_step_due import on_raid_step_due
from functions.communities.consumers.on_thread_moderated import on_thread_moderated
from functions.communities.models.audit import AuditEntry
from functions.messages.consumers.on_channel_deleted import on_channel_deleted as purge_stream
from functions.posts.consumers.on_channel_deleted import on_channel_deleted
from functions.posts.consumers.on_comment_deleted import on_comment_deleted
from functions.posts.consumers.on_post_deleted import on_post_deleted
from functions.posts.endpoints.delete_comment import delete_comment
from functions.posts.endpoints.delete_post import delete_post
from functions.realtime import sockets_of
from functions.realtime.consumers.on_account_suspended import on_account_suspended
from functions.realtime.consumers.on_member_banned import on_member_banned
from functions.realtime.consumers.on_member_removed import on_member_removed
from functions.realtime.consumers.on_session_revoked import on_session_revoked
from functions.realtime.consumers.pump_logged import pump_logged
from functions.realtime.errors import AccessChanged
from functions.users.endpoints.update_me import update_me
from tests.events.actions import ACTIONS, members, people
from tests.events.actions import messages as talk
from tests.events.copies import REDUCERS
from tests.events.copies.base import made
from tests.events.copies.directory import RELISTS, Directory
from tests.events.copies.members import Members
from tests.events.copies.messages import Messages
from tests.events.orders import Before, orders, shuffled
from tests.events.test_order_of_people import OF_PEOPLE
from tests.events.test_order_of_plans import DUE, PLANS
from tests.events.told import Told, telling
from tests.events.world import Act, World, expect
from tests.functions.auth.conftest import again, registered
from tests.functions.communities.directory import spoil
from tests.functions.messages.places import stream_rows
from tests.functions.posts.forums import forum
from tests.functions.posts.remains import busy, remains
from tests.functions.realtime.rows import is_known

NIGHTLY = [pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 7)]
SEEDS = [0, *NIGHTLY]
SOCKETS: dict[type[Event], Consumer] = {
    MemberRemoved: on_member_removed,
    MemberBanned: on_member_banned,
    SessionRevoked: on_session_revoked,
    AccountSuspended: on_account_suspended,
}
RECORDED: dict[type[Event], Consumer] = {
    MessageModerated: on_message_moderated,
    MessagesModerated: on_messages_moderated,
    PostModerated: on_post_moderated,
    ThreadModerated: on_thread_moderated,
}
#: In which order it hears of a thing is tried in its own test.
TOLD = (on_community_changed,)
#: These hear one event of one thing: of a raid there is never more than one step due, and what is
#: deleted is deleted once.
ALONE = (on_raid_step_due, on_circle_deleted, purge_stream)
OF_OTHERS = (*OF_PEOPLE, *ALONE, *RECORDED.values(), *TOLD)
OTHERS = (on_profile_changed, on_member_updated, *OF_OTHERS)
PURGES: dict[type[Event], Consumer] = {
    PostDeleted: on_post_deleted,
    CommentDeleted: on_comment_deleted,
    ChannelDeleted: on_channel_deleted,
}
CONSUMERS = (
    *OTHERS,
    *SOCKETS.values(),
    *RELISTS.values(),
    *PURGES.values(),
    *PLANS.values(),
    *DUE.values(),
)
TRIED = {one.handler for one in CONSUMERS}


def test_every_consumer_is_tried() -> None:
    consumers = {d.handler for d in declarations() if isinstance(d, Consumer)}
    assert consumers - TRIED == set(), "try it in tests/events/test_order.py"


def wrong_orders_of_profiles(consumer: Consumer, seed: int) -> int:
    """After how many orders a profile's copy is not what it is in order."""
    rng, person = Random(seed), registered()
    with telling() as told:
        for number in range(3 + seed % 3):
            body = {"display_name": f"N{number}", "bio": rng.choice([None, "x"]), "locale": "fr"}
            expect(200, call(update_me, "/users/me", as_=person.token, body=body))
    events = [event for event in told.bus if isinstance(event, ProfileChanged)]
    before, finals = Before("auth"), []
    for order in [events, *orders(events, rng)]:
        before.restore()
        assert deliver(consumer, *order) == []
        finals.append(Account.load(person.user_id).attribute_values)
    return sum(final != finals[0] for final in finals)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_profile_is_the_newest_whichever_comes_last(seed: int, fresh_caches: None) -> None:
    assert wrong_orders_of_profiles(on_profile_changed, seed) == 0


def test_a_copy_without_regard_to_revisions_is_caught(fresh_caches: None) -> None:
    def careless(event: ProfileChanged) -> None:
        changed = [Account.display_name.set(event.display_name), Account.bio.set(event.bio)]
        Account(f"ACC#{event.user_id}", "A").change(
            changed, Account.pk.exists(), refused=AccessChanged
        )

    careless.__module__, careless.__name__ = on_profile_changed.run.__module__, "on_profile_changed"
    assert wrong_orders_of_profiles(replace(on_profile_changed, run=careless), 1) > 0


def test_what_was_moderated_is_recorded_once_in_any_order(
    connections: Connections, fresh_caches: None
) -> None:
    with telling() as told:
        world = World(connections)
        for _ in range(3):
            talk.unsay(world)
        talk.unsay_many(world)
        talk.wake_thread(world)
        talk.end_thread(world)
        forum = world.forum
        forum.edit(forum.owner, forum.post(), locked=True)
    events = [event for event in told.bus if type(event) in RECORDED]
    before, finals = Before("communities"), list[list[str]]()
    for order in (events, events[::-1], shuffled(events, world.rng)):
        before.restore()
        for event in order:
            assert deliver(RECORDED[type(event)], event) == []
        log = [entry for _, entry in AuditEntry.newest(world.home)]
        finals.append(sorted(f"{entry['action']} {entry['target_id']}" for entry in log))
    assert finals[0] == finals[1] == finals[2]
    assert sum("message_deleted" in line for line in finals[0]) == 3
    assert sum("messages_deleted" in line for line in finals[0]) == 1
    assert sum("thread_updated" in line for line in finals[0]) == 1
    assert sum("thread_deleted" in line for line in finals[0]) == 1
    assert sum("post_updated" in line for line in finals[0]) == 1


@dataclass
class Play:
    """People who come, go and look, by a plan that is the same for the same seed."""

    connections: Connections
    seed: int
    hear: Callable[[list[Event]], None] = lambda _: None
    told: Told = field(default_factory=Told)

    def run(self) -> World:
        """Play the plan; ``hear`` gets the events of each step."""
        with telling() as told:
            self.told, world = told, World(self.connections, Random(self.seed))
            heard = 0
            for act in self.plan():
                act(world)
                self.hear(told.bus[heard:])
                heard = len(told.bus)
        return world

    def plan(self) -> list[Act]:
        """Seed 0: whoever goes comes back. Else whatever happens."""
        if self.seed == 0:
            return [_go, _come, _ban, _come, _log_out, _new_session, _suspend, _new_session]
        return Random(self.seed).choices([_come, _go, _ban, _new_session, _log_out, _suspend], k=12)


def _come(world: World) -> None:
    """Somebody who was here comes back; and opens a second socket."""
    if world.outside:
        world.join(world.outside.pop())
    world.open(world.members[-1] if world.members else world.watcher)


def _go(world: World) -> None:
    members.remove(world)


def _ban(world: World) -> None:
    members.ban(world)
    members.lift(world)


def _new_session(world: World) -> None:
    other = again(world.member)
    world.open(Person(other.user_id, other.session_id))


def _suspend(world: World) -> None:
    """For a moment."""
    for reinstate in (False, True):
        detail = {"user_id": world.member.user_id, "reinstate": reinstate}
        suspend_account({"detail": detail}, Context())
    auth.forget()


def _log_out(world: World) -> None:
    people.log_out(world)


def wrong_orders_of_sockets(
    consumers: dict[type[Event], Consumer], connections: Connections, seed: int
) -> Iterator[list[Event]]:
    """The orders after which other sockets are open than when every event comes at once."""

    def take(events: list[Event]) -> None:
        for event in events:
            if type(event) in consumers:
                assert deliver(consumers[type(event)], event) == []

    expected = _open(Play(connections, seed, take).run())
    late = Play(connections, seed)
    world = late.run()
    events = [event for event in late.told.bus if type(event) in consumers]
    assert len(events) >= 3
    assert not all(expected)
    before, closed = Before("realtime"), set(connections.closed)
    for order in orders(events, Random(seed)):
        before.restore()
        connections.closed = set(closed)
        take(order)
        if _open(world) != expected:
            yield order


def _open(world: World) -> list[bool]:
    return [is_known(one.socket) for one in world.sockets]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_sockets_are_open_whenever_events_come(
    seed: int, connections: Connections, fresh_caches: None
) -> None:
    assert list(wrong_orders_of_sockets(SOCKETS, connections, seed)) == []


@pytest.mark.parametrize("planted", [MemberRemoved, MemberBanned])
def test_a_removal_without_regard_to_its_time_is_caught(
    planted: type[Event], connections: Connections, fresh_caches: None
) -> None:
    def careless(event: Any) -> None:
        sockets_of.end_all(event.user_id, AccessChanged())

    real = SOCKETS[planted]
    careless.__module__, careless.__name__ = real.run.__module__, real.name
    consumers = SOCKETS | {planted: replace(real, run=careless)}
    assert next(wrong_orders_of_sockets(consumers, connections, 0), None) is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_what_others_would_keep_is_the_same_in_any_order(
    seed: int, connections: Connections, fresh_caches: None
) -> None:
    rng = Random(seed)
    with telling() as told:
        world = World(connections, Random(seed))
        for _ in range(25):
            rng.choice(ACTIONS)[1](world)
    for kind in REDUCERS:
        expected = kind().fresh(world)
        for _ in range(40):
            assert made(kind, shuffled(told.bus, rng)).view(world) == expected, kind.__name__


@pytest.mark.parametrize("seed", SEEDS)
def test_the_directory_is_right_in_any_order(
    seed: int, connections: Connections, fresh_caches: None
) -> None:
    with telling() as told:
        world, copy, rng = World(connections, Random(seed)), Directory(), Random(seed)
        for act in (members.join, members.join, members.remove, members.ban, members.join):
            act(world)
    events = [event for event in told.bus if type(event).__name__ in copy.hears]
    for order in orders(events, rng):
        spoil(world.home)
        assert copy.view(world) != copy.fresh(world)
        for event in order:
            copy.apply(event)
        assert copy.view(world) == copy.fresh(world)


def test_what_hung_on_posts_is_gone_in_any_order(fresh_caches: None) -> None:
    place = forum(person())
    kept, gone = (busy(place, [place.reader]) for _ in range(2))
    other = forum(place.owner)
    late = busy(other, [other.reader])
    comment = place.comments(kept)[0]["id"]
    with telling() as told:
        for path in (f"/posts/{kept}/comments/{comment}", f"/posts/{gone}"):
            declared = delete_comment if "comments" in path else delete_post
            expect(204, call(declared, path, as_=place.owner))
    about: dict[str, Any] = {"community_id": other.community_id, "channel_id": other.channel_id}
    events = [event for event in told.bus if type(event) in PURGES]
    events.append(ChannelDeleted(**about, actor_id=other.owner.user_id))
    assert len(events) == 3
    before = Before("posts")
    for order in orders(events, Random(1)):
        before.restore()
        assert remains(gone, late, f"R#{comment}") != []
        for event in order:
            assert deliver(PURGES[type(event)], event) == []
        assert remains(gone, late, f"R#{comment}") == []
        assert len(place.comments(kept)) == 4


class LastWins(Members):
    """As it must not be done: whatever comes last is so."""

    def apply(self, event: Event) -> None:
        match event:
            case MemberJoined():
                self.begun[event.user_id] = (event.community_id, event.user_id, "")
                self.whole.add(event.user_id)
            case MemberRemoved() | MemberBanned():
                self.begun.pop(event.user_id, None)


def test_every_order_of_one_persons_comings_and_goings(
    connections: Connections, fresh_caches: None
) -> None:
    world = World(connections)
    with telling() as told:
        world.members = []
        members.join(world)
        for act in (members.remove, members.join, members.ban, members.lift, members.join):
            act(world)
    kinds = (MemberJoined, MemberRemoved, MemberBanned, BanLifted)
    about: list[Event] = [event for event in told.bus if isinstance(event, kinds)]
    assert len(about) == 6
    for kind in (Members, LastWins):
        finals = {frozenset(made(kind, order).view(world)) for order in _all(about)}
        assert (len(finals) == 1) == (kind is Members), kind.__name__


def _all(events: list[Event]) -> list[list[Event]]:
    return [list(order) for order in permutations(events)]


def test_rows_of_a_stream_that_come_in_any_order_and_again(
    connections: Connections, fresh_caches: None
) -> None:
    world, messages = World(connections), Messages()
    messages.start(world)
    rng = Random(1)
    for act in (
        talk.say,
        talk.say,
        talk.edit,
        talk.say_by_socket,
        talk.unsay,
        talk.edit,
    ):
        act(world)
        rows = [_record(row) for row in stream_rows(world.place) if row["sk"].startswith("L#")]
        many = shuffled(rows, rng)
        for start in range(0, len(many), 7):
            pump_logged({"Records": many[start : start + 7]}, Context())
    messages.read(world)
    assert messages.view(world) == messages.fresh(world) != []


def _record(row: dict[str, Any]) -> dict[str, Any]:
    return {"dynamodb": {"NewImage": item(row), "SequenceNumber": row["sk"]}}
