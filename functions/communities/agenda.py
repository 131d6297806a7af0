"""A page of a community's calendar: what the caller sees of a window."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from commons import access
from commons.clock import now_s
from commons.cursors import Cursors, Page
from commons.web import Standing

from . import calendar
from .models.calendar import CalendarEvent, Planned
from .rules.agenda import Entry, Window
from .rules.calendar import DAY_S, check_window
from .schemas.calendar import EventOut, seconds

DEFAULT_DAYS = 31


def window_of(begins: str | None, ends: str | None) -> Window:
    """What a query asks for: from now, for a month, unless it says. Raises ValidationFailed."""
    begin_s = seconds(begins) if begins else now_s()
    end_s = seconds(ends) if ends else begin_s + DEFAULT_DAYS * DAY_S
    check_window(begin_s, end_s)
    return Window(begin_s, end_s)


def page(
    standing: Standing, asked: Window, cursors: Cursors, *, limit: int, cursor: str | None
) -> Page[EventOut]:
    """One page of what happens in a window; a cursor keeps the window of its list."""
    position = cursors.read(cursor) if cursor else {}
    window = Window(*position["w"]) if position else asked
    after, before = (tuple(position[n]) if n in position else None for n in "ab")
    listed = visible(standing, Planned.between(standing.community_id, window.begin_s, window.end_s))
    found, more = window.page(listed, limit, after=after, before=before)
    within: dict[str, Any] = {"w": [window.begin_s, window.end_s]}
    next_ = within | {"a": found[-1].position} if found and (more or before) else None
    prev = within | {"b": found[0].position} if found and (more if before else after) else None
    return Page(
        data=_shown(standing, found),
        next_cursor=cursors.mint(next_),
        prev_cursor=cursors.mint(prev),
    )


def visible(standing: Standing, planned: Iterable[Planned]) -> list[Planned]:
    """Those that the user sees: tied to no channel, or to one they see."""
    listed = list(planned)
    seen: Iterable[str] = ()
    if any(one.channel_id for one in listed):
        seen = access.visible_channels(standing.user_id, standing.community_id)
    return [one for one in listed if one.channel_id is None or one.channel_id in seen]


def _shown(standing: Standing, found: list[Entry]) -> list[EventOut]:
    events = CalendarEvent.by_id(standing.community_id, (entry.event_id for entry in found))
    ones = [(events[e.event_id], e.occurrence) for e in found if e.event_id in events]
    return calendar.shown(standing.user_id, ones)
