"""How raids are undone."""

from __future__ import annotations

from commons.testing import call, person
from functions.communities.consumers.on_raid_step_due import on_raid_step_due
from functions.communities.endpoints.undo_raid import undo_raid
from tests.events.actions import circles
from tests.events.world import Actions, World, expect
from tests.functions.communities.raiders import finish, let_in


def undo(world: World) -> None:
    """Two raids: somebody comes and lets another in; one is kicked out, one banned."""
    for action in ("kick", "ban"):
        raider = person()
        let_in(world.home, world.owner, raider)
        let_in(world.home, raider, person())
        circles.enter(circles.ring(world), raider)
        body = {"root": {"user_id": raider.user_id}, "action": action}
        path = f"/communities/{world.home}/raids"
        raid = expect(202, call(undo_raid, path, as_=world.owner, body=body)).body
        world.raids.append(raid["id"])
        finish(world.home, raid["id"])


ACTIONS: Actions = [(undo_raid, undo), (on_raid_step_due, undo)]
