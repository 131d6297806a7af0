"""Calendar events: `/v1/communities/{id}/events` and `/v1/events/{id}`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from creavio.api.asking import KEEP, Group, Keep, Listing, changes, given, moment
from creavio.models import CalendarEvent, CalendarFeed, Rsvp


class Calendar(Group):
    """Events of communities. `occurrence` is a date like `2026-12-06`; without it, the next one."""

    def list(
        self, community_id: str, *, start: datetime | None = None, end: datetime | None = None
    ) -> Listing[CalendarEvent]:
        """What happens from `start` (now) to `end`; series come once for each time."""
        params = {
            "from": moment(start) if start else None,
            "to": moment(end) if end else None,
        }
        return self._list(CalendarEvent.read, "communities", community_id, "events", **params)

    async def create(
        self,
        community_id: str,
        title: str,
        starts_at: datetime,
        ends_at: datetime,
        *,
        description: str | None = None,
        location: str | None = None,
        channel_id: str | None = None,
        time_zone: str | None = None,
        recurrence: str | None = None,
        exceptions: Sequence[str] | None = None,
        capacity: int | None = None,
        remind_min: int | None = 15,
        reason: str | None = None,
    ) -> CalendarEvent:
        """Plan one; `recurrence` is a rule of RFC 5545, `remind_min` None reminds nobody.

        Raises `ProblemError` 403, 404 for a channel one cannot see, 422 for a rule or a time that
        does not work, `limit_reached`.
        """
        body = given(
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            description=description,
            location=location,
            channel_id=channel_id,
            time_zone=time_zone,
            recurrence=recurrence,
            exceptions=exceptions,
            capacity=capacity,
        ) | {"remind_min": remind_min}
        path = ("communities", community_id, "events")
        return CalendarEvent.read(await self._ask("POST", *path, body=body, reason=reason))

    async def get(self, event_id: str, *, occurrence: str | None = None) -> CalendarEvent:
        """One event. Raises `ProblemError` 404, also for a date on which it does not happen."""
        params = {"occurrence": occurrence}
        return CalendarEvent.read(await self._ask("GET", "events", event_id, params=params))

    async def update(
        self,
        event_id: str,
        *,
        title: str | Keep = KEEP,
        description: str | Keep = KEEP,
        location: str | Keep | None = KEEP,
        channel_id: str | Keep | None = KEEP,
        starts_at: datetime | Keep = KEEP,
        ends_at: datetime | Keep = KEEP,
        time_zone: str | Keep = KEEP,
        recurrence: str | Keep = KEEP,
        exceptions: Sequence[str] | Keep = KEEP,
        capacity: int | Keep | None = KEEP,
        remind_min: int | Keep | None = KEEP,
        cancelled: bool | Keep = KEEP,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> CalendarEvent:
        """Change the whole series. Raises `ProblemError` 403, 412 (`if_match`), 422 as `create`."""
        body = changes(
            title=title,
            description=description,
            location=location,
            channel_id=channel_id,
            starts_at=starts_at,
            ends_at=ends_at,
            time_zone=time_zone,
            recurrence=recurrence,
            exceptions=exceptions,
            capacity=capacity,
            remind_min=remind_min,
            cancelled=cancelled,
        )
        path = ("events", event_id)
        answer = await self._ask("PATCH", *path, body=body, reason=reason, if_match=if_match)
        return CalendarEvent.read(answer)

    async def delete(self, event_id: str, *, reason: str | None = None) -> None:
        """Delete an event; `update(cancelled=True)` leaves it to be seen. Raises as `update`."""
        await self._ask("DELETE", "events", event_id, reason=reason)

    async def rsvp(
        self, event_id: str, answer: str, *, occurrence: str | None = None
    ) -> CalendarEvent:
        """Say `going`, `maybe` or `declined`. Raises `ProblemError` 409 when no seat is left."""
        body = given(answer=answer, occurrence=occurrence)
        return CalendarEvent.read(await self._ask("PUT", "events", event_id, "rsvp", body=body))

    async def withdraw(self, event_id: str, *, occurrence: str | None = None) -> None:
        """Take one's answer back."""
        params = {"occurrence": occurrence}
        await self._ask("DELETE", "events", event_id, "rsvp", params=params)

    def rsvps(
        self, event_id: str, *, occurrence: str | None = None, answer: str | None = None
    ) -> Listing[Rsvp]:
        """Who answered, or who answered this. Raises `ProblemError` 403."""
        path = ("events", event_id, "rsvps")
        return self._list(Rsvp.read, *path, occurrence=occurrence, answer=answer)

    async def make_feed(self, community_id: str) -> str:
        """A secret address where one's calendar program reads these events; an older one ends.

        It is shown only now. Raises `ProblemError` 404 for others than members.
        """
        path = ("communities", community_id, "calendar-feed")
        return CalendarFeed.read(await self._ask("POST", *path)).url

    async def end_feed(self, community_id: str) -> None:
        """The secret address leads nowhere any more."""
        await self._ask("DELETE", "communities", community_id, "calendar-feed")
