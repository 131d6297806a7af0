"""What communities does by its own events."""

from __future__ import annotations

from commons.events import Event
from commons.testing import deliver
from functions.communities.consumers.on_raid_step_due import on_raid_step_due
from functions.communities.models.raids import Raid, State
from tests.events.copies.base import OnBus, View
from tests.events.world import World


class Raids(OnBus):
    """Raids that are undone: a step that comes again changes nothing."""

    hears = frozenset({"RaidStepDue"})
    uses = (on_raid_step_due,)

    def apply(self, event: Event) -> None:
        assert deliver(on_raid_step_due, event) == []

    def view(self, world: World) -> View:
        return [Raid.load(world.home, raid_id).state for raid_id in world.raids]

    def fresh(self, world: World) -> View:
        return [State.DONE for _ in world.raids]
