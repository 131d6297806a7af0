"""DMs and groups: begun, answered, named, joined, run and left."""

from __future__ import annotations

from commons.contracts.messages import ConversationChanged
from commons.contracts.users import RelationshipChanged
from commons.events import Consumer, Event
from commons.testing import Person, call, deliver, person
from functions.messages.endpoints.add_recipient import add_recipient
from functions.messages.endpoints.answer_request import answer_request
from functions.messages.endpoints.open_dm import open_dm
from functions.messages.endpoints.remove_recipient import remove_recipient
from functions.messages.endpoints.update_dm import update_dm
from functions.messages.endpoints.update_recipient import update_recipient
from functions.realtime.consumers.on_conversation_changed import on_conversation_changed
from functions.realtime.consumers.on_relationship_changed import on_relationship_changed
from tests.events.actions import people
from tests.events.told import Told, telling
from tests.events.world import Actions, World, expect
from tests.functions.messages.directs import friends


def begin(world: World) -> None:
    """A DM with a stranger, and a group."""
    _begun(world.owner, person())
    _group(world)


def answer(world: World) -> None:
    """One stranger is accepted, and one ignored."""
    for state in ("open", "ignored"):
        path = f"/dms/{_begun(person(), world.owner)}/state"
        expect(200, call(answer_request, path, as_=world.owner, body={"state": state}))


def rename(world: World) -> None:
    name = world.rng.choice(["Bakers", "Gardeners"])
    path = f"/dms/{_group(world)}"
    expect(200, call(update_dm, path, as_=world.owner, body={"name": name}))


def bring_in(world: World) -> None:
    """By the owner; and the owner, by somebody else."""
    other = person()
    friends(world.owner, other)
    path = f"/dms/{_group(world)}/recipients/{other.user_id}"
    expect(204, call(add_recipient, path, as_=world.owner))
    friends(other, one := person(), two := person())
    path = f"/dms/{_begun(other, one, two)}/recipients/{world.owner.user_id}"
    expect(204, call(add_recipient, path, as_=other))


def hand_over(world: World) -> None:
    others = person(), person()
    path = f"/dms/{_group(world, *others)}/recipients/{others[0].user_id}"
    expect(200, call(update_recipient, path, as_=world.owner, body={"role": "owner"}))


def leave(world: World) -> None:
    """Somebody is taken out of one; the owner leaves another."""
    others = person(), person()
    path = f"/dms/{_group(world, *others)}/recipients/{others[0].user_id}"
    expect(204, call(remove_recipient, path, as_=world.owner))
    path = f"/dms/{_group(world)}/recipients/me"
    expect(204, call(remove_recipient, path, as_=world.owner))


def tell_own(world: World) -> None:
    """A person's own stream of what they are in, as the bus tells it."""
    with telling() as told:
        answer(world)
        leave(world)
    _deliver(told, ConversationChanged, on_conversation_changed)


def tell_relationship(world: World) -> None:
    with telling() as told:
        people.relate(world)
    _deliver(told, RelationshipChanged, on_relationship_changed)


def _deliver(told: Told, kind: type[Event], consumer: Consumer) -> None:
    for event in told.bus:
        if isinstance(event, kind):
            assert deliver(consumer, event) == []


def _group(world: World, *people: Person) -> str:
    others = people or (person(), person())
    friends(world.owner, *others)
    return _begun(world.owner, *others)


def _begun(who: Person, *others: Person) -> str:
    body = {"user_ids": [other.user_id for other in others]}
    return str(expect(201, call(open_dm, "/dms", as_=who, body=body)).body["id"])


ACTIONS: Actions = [
    (open_dm, begin),
    (answer_request, answer),
    (update_dm, rename),
    (add_recipient, bring_in),
    (update_recipient, hand_over),
    (remove_recipient, leave),
    (on_conversation_changed, tell_own),
    (on_relationship_changed, tell_relationship),
]
