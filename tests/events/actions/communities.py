"""What is done with communities."""

from __future__ import annotations

import secrets

from commons.testing import call
from functions.communities.endpoints.update_community import update_community
from tests.events.world import Actions, World, expect


def edit_community(world: World) -> None:
    """Twice: the newer edit must win."""
    for _ in range(2):
        new = secrets.token_hex(3)
        visibility = world.rng.choice(["public", "private"])
        body = {"name": f"N{new}", "description": f"about {new}", "visibility": visibility}
        one = world.rng.choice(world.communities[1:] or [world.found("private")])
        by = world.owners.get(one, world.owner)
        expect(200, call(update_community, f"/communities/{one}", as_=by, body=body))


ACTIONS: Actions = [
    (update_community, edit_community),
]
