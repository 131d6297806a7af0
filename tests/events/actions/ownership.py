"""Communities change hands."""

from __future__ import annotations

from commons.testing import call, person
from functions.communities.endpoints.join_community import join_community
from functions.communities.endpoints.transfer_ownership import transfer_ownership
from tests.events.world import Actions, World, expect


def transfer(world: World) -> None:
    """There, back and there again: of three owners the last one must win."""
    one, heir = world.found("public"), person()
    path = f"/communities/{one}"
    expect(204, call(join_community, f"{path}/members/me", as_=heir))
    for by, to in ((world.owner, heir), (heir, world.owner), (world.owner, heir)):
        body = {"user_id": to.user_id}
        expect(200, call(transfer_ownership, f"{path}/transfer", as_=by, body=body))
    world.owners[one] = heir


ACTIONS: Actions = [(transfer_ownership, transfer)]
