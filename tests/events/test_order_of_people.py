"""What people are to each other, and what they are in, comes out the same in any order."""

from __future__ import annotations

from commons.contracts.messages import ConversationChanged
from commons.contracts.users import RelationshipChanged
from commons.events import Consumer, Event
from commons.testing import Connections, deliver
from functions.messages.consumers.on_relationship_changed import on_relationship_changed
from functions.messages.dms import Tie
from functions.realtime.consumers.on_conversation_changed import (
    on_conversation_changed as tell_conversation,
)
from functions.realtime.consumers.on_relationship_changed import (
    on_relationship_changed as tell_relationship,
)
from tests.events.actions import dms as direct
from tests.events.actions import people
from tests.events.copies.base import View
from tests.events.copies.dms import Own
from tests.events.orders import Before, orders, shuffled
from tests.events.told import telling
from tests.events.world import World

OF_PEOPLE = (on_relationship_changed, tell_relationship, tell_conversation)


def test_ties_are_the_newest_whichever_comes_last(
    connections: Connections, fresh_caches: None
) -> None:
    with telling() as told:
        world = World(connections)
        people.relate(world)
        people.part(world)
    events = [event for event in told.bus if isinstance(event, RelationshipChanged)]
    before, finals = Before("messages"), []
    for order in [events, *orders(events, world.rng)]:
        before.restore()
        assert deliver(on_relationship_changed, *order) == []
        pairs = {(event.user_id, event.other_id) for event in events}
        ties = Tie.find_rows((Tie.of(*pair).pk, Tie.of(*pair).sk) for pair in pairs)
        finals.append(sorted((tie.pk, tie.sk, tie.relation) for tie in ties))
    assert all(final == finals[0] for final in finals)


def test_ones_own_stream_says_the_same_in_any_order(
    connections: Connections, fresh_caches: None
) -> None:
    with telling() as told:
        world = World(connections)
        people.relate(world)
        direct.answer(world)
        direct.leave(world)
    tells: dict[type[Event], Consumer] = {
        RelationshipChanged: tell_relationship,
        ConversationChanged: tell_conversation,
    }
    events = [event for event in told.bus if type(event) in tells]
    before, finals = Before("realtime"), list[View]()
    for order in (events, events[::-1], shuffled(events, world.rng)):
        before.restore()
        for event in order:
            assert deliver(tells[type(event)], event) == []
        finals.append(Own().view(world))
    assert finals[0]
    assert finals[0] == finals[1] == finals[2]
