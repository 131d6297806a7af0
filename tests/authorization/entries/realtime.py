"""Requests to realtime, and what its handlers decide by themselves."""

from __future__ import annotations

from tests.authorization.expectations import NOT_FOUND, Entry, Outcome, everybody, inside

ENTRIES = {
    "POST /v1/channels/{channel_id}/typing": Entry(),
    "POST /v1/gateway/tickets": Entry(decided=everybody(Outcome(201))),
    "PUT /v1/users/me/presence": Entry(
        body=lambda world: {"status": "dnd"}, decided=everybody(Outcome(200))
    ),
    "GET /v1/event-streams/{stream_id}/events": Entry(decided=inside(Outcome(200), NOT_FOUND)),
}
