"""Calendars: in any order and five times each, events leave what they leave in order and once."""

from __future__ import annotations

from random import Random

import pytest

from commons.contracts.communities.calendar import (
    CalendarEventCreated,
    CalendarEventDeleted,
    CalendarEventUpdated,
)
from commons.contracts.communities.members import MemberBanned, MemberRemoved
from commons.events import Consumer, Event
from commons.testing import Connections, deliver
from commons.testing.schedules import scheduled
from functions.communities.consumers.on_calendar_event_created import on_calendar_event_created
from functions.communities.consumers.on_calendar_event_deleted import on_calendar_event_deleted
from functions.communities.consumers.on_calendar_event_updated import on_calendar_event_updated
from functions.communities.consumers.on_member_banned_free_seats import on_member_banned_free_seats
from functions.communities.consumers.on_member_removed_free_seats import (
    on_member_removed_free_seats,
)
from functions.communities.jobs.remind_event import remind_event
from tests.events.actions import calendar as plans
from tests.events.actions import members
from tests.events.orders import Before, shuffled
from tests.events.told import telling
from tests.events.world import World
from tests.refusals import rows

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 7))]
PLANS: dict[type[Event], Consumer] = {
    CalendarEventCreated: on_calendar_event_created,
    CalendarEventUpdated: on_calendar_event_updated,
    CalendarEventDeleted: on_calendar_event_deleted,
    MemberRemoved: on_member_removed_free_seats,
    MemberBanned: on_member_banned_free_seats,
}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_calendar_ends_alike_in_any_order(
    seed: int, connections: Connections, fresh_caches: None
) -> None:
    """Seats, answers and reminders: what is left in the table, and what Scheduler knows."""
    world = World(connections, Random(seed))
    acts = (plans.edit, plans.delete, plans.answer, members.remove, plans.answer, members.ban)
    with telling() as told:
        for act in acts:
            act(world)
    events = [event for event in told.bus if type(event) in PLANS]
    before, finals = Before("communities"), []
    for order in [events, *(shuffled(events, Random(n)) for n in range(4))]:
        before.restore()
        for event in order:
            assert deliver(PLANS[type(event)], event) == []
        seats = {key: row for key, row in rows("communities").items() if key[0][:4] == "CEV#"}
        finals.append((seats, scheduled(remind_event)))
    assert all(final == finals[0] for final in finals)
