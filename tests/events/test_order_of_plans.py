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
from commons.contracts.messages import DeadlineSet, MessageScheduled
from commons.events import Consumer, Event
from commons.schedules import cancel
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
from functions.messages.consumers.on_deadline_set import on_deadline_set
from functions.messages.consumers.on_message_scheduled import on_message_scheduled
from functions.messages.jobs.meet_deadlines import meet_deadlines
from functions.messages.jobs.send_scheduled import send_scheduled
from tests.events.actions import calendar as plans
from tests.events.actions import members
from tests.events.actions import messages as talk
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
#: What is due of messages, and when messages are sent.
DUE: dict[type[Event], Consumer] = {
    DeadlineSet: on_deadline_set,
    MessageScheduled: on_message_scheduled,
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


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_due_of_messages_is_scheduled_alike_in_any_order(
    seed: int, connections: Connections, fresh_caches: None
) -> None:
    world = World(connections, Random(seed))
    with telling() as told:
        for act in (talk.vote, talk.plan, talk.close, talk.say_even_later, talk.vote):
            act(world)
    events = [event for event in told.bus if type(event) in DUE]
    assert {type(event) for event in events} == DUE.keys()
    finals = []
    for order in [events, *(shuffled(events, Random(n)) for n in range(4))]:
        for job in (meet_deadlines, send_scheduled):
            for planned in scheduled(job):
                cancel(f"messages.{job.name}", planned.name)
        for event in order:
            assert deliver(DUE[type(event)], event) == []
        finals.append((scheduled(meet_deadlines), scheduled(send_scheduled)))
    assert all(final == finals[0] for final in finals)
    assert all(finals[0])
