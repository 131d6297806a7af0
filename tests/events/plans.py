"""The calendar of a world: an hour of one Monday, and what is planned for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from commons.testing import call
from functions.communities.endpoints.create_event import create_event
from tests.events.world import World, expect

_NOW = datetime.now(UTC)
_MONDAY = (_NOW + timedelta(days=14 - _NOW.weekday())).date()
BEGIN, END = f"{_MONDAY}T18:00:00Z", f"{_MONDAY}T19:00:00Z"
EARLIER = {"starts_at": f"{_MONDAY}T17:00:00Z", "ends_at": f"{_MONDAY}T20:00:00Z"}
DATE = f"{_MONDAY}"
#: Before this comes only what people are reminded of.
SOON = f"{(_NOW + timedelta(days=4)).date()}T00:00:00Z"


def calendar(world: World) -> list[dict[str, Any]]:
    """What happens at home within a year, as the owner reads it; of a series each occurrence."""
    path = f"/communities/{world.home}/events"
    route = "GET /v1/communities/{community_id}/events"
    window = {"to": f"{_MONDAY + timedelta(days=99)}T00:00:00Z"}
    page = world.seen(route, path, limit=100, **window).body
    assert page["next_cursor"] is None
    return list(page["data"])


def planned(world: World, **more: object) -> str:
    """A new event; its path."""
    body = {"title": "Baking", "starts_at": BEGIN, "ends_at": END, **more}
    made = call(create_event, f"/communities/{world.home}/events", as_=world.owner, body=body)
    return f"/events/{expect(201, made).body['id']}"
