"""Requests to calendars, and what their handlers decide by themselves."""

from __future__ import annotations

from typing import Any

from commons.permissions import Permission
from tests.authorization.expectations import MEMBER, NOT_FOUND, OF_COMMUNITY, Entry, Outcome, lacks
from tests.authorization.worlds import OUTSIDE, Persona, World

OF_EVENT = "/v1/events/{event_id}"
MANAGE = lacks(Permission.MANAGE_EVENTS)
MEMBERS_ONLY = dict.fromkeys(OUTSIDE, Outcome(403, "members_only"))
READING = (Persona.PENDING, Persona.TIMED_OUT)


def _event(world: World) -> dict[str, Any]:
    begins = {"starts_at": "2030-12-02T18:00:00Z", "ends_at": "2030-12-02T19:00:00Z"}
    return begins | {"title": "Baking", "channel_id": world.ids["channel_id"]}


ENTRIES = {
    f"POST {OF_COMMUNITY}/events": Entry(body=_event),
    f"GET {OF_COMMUNITY}/events": Entry(),
    f"GET {OF_COMMUNITY}/events.ics": Entry(decided={Persona.ANONYMOUS: NOT_FOUND}),
    f"POST {OF_COMMUNITY}/calendar-feed": Entry(decided_public=MEMBERS_ONLY),
    f"DELETE {OF_COMMUNITY}/calendar-feed": Entry(),
    "GET /v1/calendar-feeds/{feed_secret}": Entry(decided={Persona.ANONYMOUS: Outcome(200)}),
    f"GET {OF_EVENT}": Entry(),
    f"PATCH {OF_EVENT}": Entry(
        body=lambda world: {"title": "More"},
        decided={MEMBER: MANAGE},
        decided_public=dict.fromkeys(OUTSIDE, MANAGE),
    ),
    f"DELETE {OF_EVENT}": Entry(
        decided={MEMBER: MANAGE}, decided_public=dict.fromkeys(OUTSIDE, MANAGE)
    ),
    f"PUT {OF_EVENT}/rsvp": Entry(
        body=lambda world: {"answer": "going"},
        decided=dict.fromkeys(READING, Outcome(403, "reading_only")),
        decided_public=MEMBERS_ONLY,
    ),
    f"DELETE {OF_EVENT}/rsvp": Entry(),
    f"GET {OF_EVENT}/rsvps": Entry(),
}
