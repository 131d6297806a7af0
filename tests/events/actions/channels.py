"""What is done with channels."""

from __future__ import annotations

import secrets

from commons.testing import call
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.update_channel import update_channel
from tests.events.world import Actions, World, expect


def add_channel(world: World) -> None:
    """A category, and a channel in it."""
    path = f"/communities/{world.home}/channels"
    category = {"name": "talk", "type": "category"}
    made = expect(201, call(create_channel, path, as_=world.owner, body=category))
    body = {"name": "more", "topic": "bread", "slow_mode_s": 5, "parent_id": made.body["id"]}
    expect(201, call(create_channel, path, as_=world.owner, body=body))


def edit_channel(world: World) -> None:
    path = f"/channels/{world.place.channel_id}"
    for topic in (None, secrets.token_hex(3)):
        body = {"name": secrets.token_hex(3), "topic": topic, "slow_mode_s": world.rng.randrange(9)}
        expect(200, call(update_channel, path, as_=world.owner, body=body))


ACTIONS: Actions = [
    (create_channel, add_channel),
    (update_channel, edit_channel),
]
