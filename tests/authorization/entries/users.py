"""Requests to users, and what its handlers decide by themselves."""

from __future__ import annotations

from commons.testing import call
from functions.users.endpoints.set_relationship import set_relationship
from tests.authorization.expectations import Entry, Outcome, everybody
from tests.authorization.worlds import Persona, World

ENTRIES = {
    "GET /v1/users/me": Entry(decided=everybody(Outcome(200))),
    "PATCH /v1/users/me": Entry(
        body=lambda world: {"bio": "hello"}, decided=everybody(Outcome(200))
    ),
    "GET /v1/users/{user_id}": Entry(decided=everybody(Outcome(200))),
    "GET /v1/users/me/relationships": Entry(decided=everybody(Outcome(200))),
    "PUT /v1/users/me/relationships/{user_id}": Entry(
        body=lambda world: {"type": "blocked"},
        decided=everybody(Outcome(200)),
    ),
    "DELETE /v1/users/me/relationships/{user_id}": Entry(decided=everybody(Outcome(204))),
    "GET /v1/users": Entry(
        queries=lambda world: [{"ids": world.ids["user_id"]}],
        decided=everybody(Outcome(422, "validation_failed")),  # neither handle nor ids
    ),
}


def fill(world: World) -> None:
    """Two of everything that is listed."""
    for other in (Persona.MEMBER, Persona.STRANGER):
        path = f"/users/me/relationships/{world.people[other].user_id}"
        token, blocked = world.token(Persona.OWNER), {"type": "blocked"}
        assert call(set_relationship, path, as_=token, body=blocked).status == 200
