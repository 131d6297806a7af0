"""Copies of calendars."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from commons.contracts.communities.calendar import (
    CalendarEventCreated,
    CalendarEventDeleted,
    CalendarEventUpdated,
    EventReminderDue,
    RsvpChanged,
)
from commons.contracts.communities.members import MemberBanned
from commons.events import Event
from commons.testing import deliver
from commons.testing.schedules import scheduled
from functions.communities.consumers.on_calendar_event_created import on_calendar_event_created
from functions.communities.consumers.on_calendar_event_deleted import on_calendar_event_deleted
from functions.communities.consumers.on_calendar_event_updated import on_calendar_event_updated
from functions.communities.consumers.on_member_banned_free_seats import on_member_banned_free_seats
from functions.communities.consumers.on_member_removed_free_seats import (
    on_member_removed_free_seats,
)
from functions.communities.jobs.remind_event import remind_event
from functions.communities.models.calendar import Rsvp
from tests.events.copies.base import Edited, OnBus, View
from tests.events.plans import SOON, calendar
from tests.events.world import World


class CalendarEvents(Edited):
    """What communities plan. What was deleted stays deleted."""

    hears = frozenset({"CalendarEventCreated", "CalendarEventUpdated", "CalendarEventDeleted"})
    edited = (
        *("title", "description", "location", "channel_id", "starts_at", "ends_at", "time_zone"),
        *("recurrence", "exceptions", "capacity", "remind_min", "cancelled", "revision"),
    )
    names = ("community_id", "creator_id", "created_at", *edited)

    def __init__(self) -> None:
        super().__init__()
        self.gone: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case CalendarEventCreated():
                self.make(event.calendar_event_id, event)
            case CalendarEventUpdated():
                self.edit(event.calendar_event_id, event.revision, event)
            case CalendarEventDeleted():
                self.gone.add(event.calendar_event_id)

    def view(self, world: World) -> View:
        return {id_: one for id_, one in super().view(world).items() if id_ not in self.gone}

    def fresh(self, world: World) -> View:
        return {one["id"]: {n: one[n] for n in self.names} for one in calendar(world)}


class Rsvps(OnBus):
    """Who comes to what, and how many; to a deleted event nobody."""

    hears = frozenset({"RsvpChanged", "CalendarEventDeleted"})

    def __init__(self) -> None:
        self.newest: dict[tuple[str, ...], RsvpChanged] = {}
        self.gone: set[str] = set()

    def apply(self, event: Event) -> None:
        match event:
            case RsvpChanged():
                about = (event.community_id, event.calendar_event_id, str(event.occurrence))
                for key in (about, (*about, event.user_id)):
                    seen = self.newest.get(key)
                    if seen is None or seen.n < event.n:
                        self.newest[key] = event
            case CalendarEventDeleted():
                self.gone.add(event.calendar_event_id)

    def view(self, world: World) -> View:
        said: dict[tuple[str, ...], Any] = {}
        for key, event in self.newest.items():
            counted = (event.going_count, event.maybe_count)
            value = event.answer if len(key) == 4 else counted if any(counted) else None
            if key[1] not in self.gone and value is not None:
                said[key] = value
        return said

    def fresh(self, world: World) -> View:
        said: dict[tuple[str, ...], Any] = {}
        for one in calendar(world):
            path, date = f"/events/{one['id']}/rsvps", one["occurrence"]["date"]
            page = world.seen("GET /v1/events/{event_id}/rsvps", path, limit=100, occurrence=date)
            about = (one["community_id"], one["id"], str(one["recurrence"] and date))
            counted = (one["occurrence"]["going_count"], one["occurrence"]["maybe_count"])
            said |= {about: counted} if any(counted) else {}
            said |= {(*about, r["user_id"]): r["answer"] for r in page.body["data"]}
        return said


class Seats(OnBus):
    """Who holds a seat: nobody whose membership has ended."""

    hears = frozenset({"MemberRemoved", "MemberBanned"})
    uses = (on_member_removed_free_seats, on_member_banned_free_seats)

    def apply(self, event: Event) -> None:
        banned = isinstance(event, MemberBanned)
        free = on_member_banned_free_seats if banned else on_member_removed_free_seats
        assert deliver(free, event) == []

    def view(self, world: World) -> View:
        ids = {one["id"] for one in calendar(world)}
        return {rsvp.user_id for id_ in ids for rsvp in Rsvp.list(id_)} - {
            *(one.user_id for one in world.members),
            *(world.owner.user_id, world.watcher.user_id),
        }

    def fresh(self, world: World) -> View:
        return set()


class Answers(OnBus):
    """Rows of answers: none to what is deleted."""

    hears = frozenset({"CalendarEventDeleted"})
    uses = (on_calendar_event_deleted,)

    def __init__(self) -> None:
        self.gone: list[str] = []

    def apply(self, event: Event) -> None:
        assert isinstance(event, CalendarEventDeleted)
        assert deliver(on_calendar_event_deleted, event) == []
        self.gone.append(event.calendar_event_id)

    def view(self, world: World) -> View:
        return [row.sk for event_id in self.gone for row in Rsvp.list(event_id)]

    def fresh(self, world: World) -> View:
        return []


class Schedules(OnBus):
    """The reminders that Scheduler knows: whatever is planned has its next one there."""

    hears = frozenset({"CalendarEventCreated", "CalendarEventUpdated"})
    uses = (on_calendar_event_created, on_calendar_event_updated)

    def apply(self, event: Event) -> None:
        created = isinstance(event, CalendarEventCreated)
        follow = on_calendar_event_created if created else on_calendar_event_updated
        assert deliver(follow, event) == []

    def view(self, world: World) -> View:
        return self.fresh(world) & {one.name for one in scheduled(remind_event)}

    def fresh(self, world: World) -> View:
        first: dict[str, str] = {}
        for one in calendar(world):
            if not one["cancelled"] and one["remind_min"] is not None:
                begins = datetime.fromisoformat(one["occurrence"]["starts_at"]).timestamp()
                first.setdefault(one["id"], f"{one['id']}.{int(begins) - one['remind_min'] * 60}")
        return {name for id_, name in first.items() if id_ not in world.reminded}


class Reminders(OnBus):
    """Who is reminded of what; a page that comes again is the same page."""

    hears = frozenset({"EventReminderDue"})

    def __init__(self) -> None:
        self.pages: dict[tuple[object, ...], EventReminderDue] = {}

    def apply(self, event: Event) -> None:
        assert isinstance(event, EventReminderDue)
        self.pages[event.calendar_event_id, event.starts_at, event.page] = event

    def view(self, world: World) -> View:
        return {
            (
                e.community_id,
                id_,
                e.occurrence,
                at,
                e.title,
                e.channel_id,
                page,
                *(e.user_ids or ()),
            )
            for (id_, at, page), e in self.pages.items()
        }

    def fresh(self, world: World) -> View:
        return {
            (
                *(one["community_id"], one["id"], one["recurrence"] and one["occurrence"]["date"]),
                *(one["occurrence"]["starts_at"], one["title"], one["channel_id"], 1),
                world.reminded[one["id"]],
            )
            for one in calendar(world)
            if one["occurrence"]["starts_at"] < SOON and one["id"] in world.reminded
        }
