"""Requests to users, and what its handlers decide by themselves."""

from __future__ import annotations

from tests.authorization.expectations import Entry, Outcome, everybody

ENTRIES = {
    "GET /v1/users/me": Entry(decided=everybody(Outcome(200))),
    "PATCH /v1/users/me": Entry(
        body=lambda world: {"bio": "hello"}, decided=everybody(Outcome(200))
    ),
    "GET /v1/users/{user_id}": Entry(decided=everybody(Outcome(200))),
    "GET /v1/users": Entry(
        queries=lambda world: [{"ids": world.ids["user_id"]}],
        decided=everybody(Outcome(422, "validation_failed")),  # neither handle nor ids
    ),
}
