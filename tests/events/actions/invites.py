"""How invites are made and revoked, and how a community's stream tells of everything."""

from __future__ import annotations

from commons.events import Event
from commons.http import Endpoint
from commons.testing import call, deliver
from functions.communities.consumers.on_community_changed import on_community_changed
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.delete_invite import delete_invite
from functions.communities.endpoints.delete_invites import delete_invites
from functions.communities.telling import TELLS
from tests.events.told import telling
from tests.events.world import Actions, World, expect


def invite(world: World) -> str:
    """A new invite home; its path."""
    path = f"/communities/{world.home}/invites"
    made = expect(201, call(create_invite, path, as_=world.owner, body={"max_uses": 3}))
    return f"/invites/{made.body['code']}"


def make(world: World) -> None:
    invite(world)


def revoke(world: World) -> None:
    expect(204, call(delete_invite, invite(world), as_=world.owner))


def revoke_all(world: World) -> None:
    invite(world)
    invite(world)
    path = f"/communities/{world.home}/invites"
    expect(204, call(delete_invites, path, as_=world.owner))


def tell(world: World) -> None:
    """Something of every kind happens to a community, and is told as soon as it did."""
    from tests.events.actions import ACTIONS

    so_far: set[type[Event]] = set()
    for declared, act in ACTIONS:
        new = TELLS.keys() & set(declared.emits) - so_far
        if not isinstance(declared, Endpoint) or not new:
            continue
        so_far |= new
        with telling() as told:
            act(world)
        for event in told.bus:
            if type(event) in TELLS:
                assert deliver(on_community_changed, event) == []


ACTIONS: Actions = [
    (create_invite, make),
    (delete_invite, revoke),
    (delete_invites, revoke_all),
    (on_community_changed, tell),
]
