"""Copies of calendars."""

from __future__ import annotations

from typing import Any

from commons.contracts.communities.calendar import (
    CalendarEventCreated,
    CalendarEventDeleted,
    CalendarEventUpdated,
    RsvpChanged,
)
from commons.events import Event
from tests.events.copies.base import Edited, OnBus, View
from tests.events.plans import calendar
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
