"""What is done with channels."""

from __future__ import annotations

import secrets

from commons.testing import call
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.delete_channel import delete_channel
from functions.communities.endpoints.reorder_channels import reorder_channels
from functions.communities.endpoints.set_override import set_override
from functions.communities.endpoints.update_channel import update_channel
from tests.events.world import Actions, World, expect


def add_channel(world: World) -> None:
    """A category, and a channel in it."""
    path = f"/communities/{world.home}/channels"
    category = {"name": "talk", "type": "category"}
    made = expect(201, call(create_channel, path, as_=world.owner, body=category))
    body = {"name": "more", "topic": "bread", "slow_mode_s": 5, "parent_id": made.body["id"]}
    expect(201, call(create_channel, path, as_=world.owner, body=body))


def quiet_category(world: World) -> str:
    """A category that takes something from everybody: what moves out of it keeps that."""
    path = f"/communities/{world.home}/channels"
    category = {"name": "quiet", "type": "category"}
    made = expect(201, call(create_channel, path, as_=world.owner, body=category)).body["id"]
    there = f"/channels/{made}/overrides/{world.home}"
    body = {"type": "role", "deny": str(world.rng.choice([2, 4, 8]))}
    expect(204, call(set_override, there, as_=world.owner, body=body))
    return str(made)


def move_channels(world: World) -> None:
    """A channel goes into a category, comes out, and goes in again."""
    path = f"/communities/{world.home}/channels"
    made = quiet_category(world)
    other = expect(201, call(create_channel, path, as_=world.owner, body={"name": "more"}))
    for parent_id in (made, None, made):
        move = {"id": other.body["id"], "position": world.rng.randrange(9), "parent_id": parent_id}
        expect(200, call(reorder_channels, path, as_=world.owner, body={"channels": [move]}))


def remove_channel(world: World) -> None:
    """A category, whose channel moves out of it."""
    path = f"/communities/{world.home}/channels"
    made = quiet_category(world)
    inside = {"name": "inside", "parent_id": made}
    expect(201, call(create_channel, path, as_=world.owner, body=inside))
    expect(204, call(delete_channel, f"/channels/{made}", as_=world.owner))


def edit_channel(world: World) -> None:
    """For a moment it is slow: whoever talks here later need not wait."""
    path = f"/channels/{world.place.channel_id}"
    for topic in (None, secrets.token_hex(3)):
        slow_s = 0 if topic else world.rng.randrange(9)
        body = {"name": secrets.token_hex(3), "topic": topic, "slow_mode_s": slow_s}
        body |= {"age_restricted": topic is None, "position": world.rng.randrange(9)}
        expect(200, call(update_channel, path, as_=world.owner, body=body))
    inside = {"name": "inside", "parent_id": quiet_category(world)}
    here = f"/communities/{world.home}/channels"
    made = expect(201, call(create_channel, here, as_=world.owner, body=inside)).body["id"]
    out = {"parent_id": None}
    expect(200, call(update_channel, f"/channels/{made}", as_=world.owner, body=out))


ACTIONS: Actions = [
    (create_channel, add_channel),
    (update_channel, edit_channel),
    (reorder_channels, move_channels),
    (delete_channel, remove_channel),
]
