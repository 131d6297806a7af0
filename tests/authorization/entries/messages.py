"""Requests to messages, and what its handlers decide by themselves."""

from __future__ import annotations

from typing import Any

from commons.testing import call
from functions.messages.endpoints.add_reaction import add_reaction
from tests.authorization.expectations import (
    MANAGE,
    MEMBER,
    OF_CHANNEL,
    OF_MESSAGE,
    Entry,
    Outcome,
    everybody,
)
from tests.authorization.worlds import Persona, World

REACTION = "reactions/{emoji}"


def message(world: World) -> dict[str, Any]:
    return {
        "content": "hello",
        "reply_to": [world.ids["message_id"]],
        "mentions": {"users": [world.ids["user_id"]], "roles": [world.ids["community_id"]]},
    }


def _edit(world: World) -> dict[str, Any]:
    return {name: value for name, value in message(world).items() if name != "reply_to"}


def _anchors(world: World) -> list[dict[str, str]]:
    return [{form: world.ids["message_id"]} for form in ("before", "after", "around")]


ENTRIES = {
    f"POST {OF_CHANNEL}/messages": Entry(body=message),
    f"GET {OF_CHANNEL}/messages": Entry(queries=_anchors),
    f"GET {OF_MESSAGE}": Entry(),
    f"PATCH {OF_MESSAGE}": Entry(body=_edit, decided={MEMBER: Outcome(403, "not_your_message")}),
    f"DELETE {OF_MESSAGE}": Entry(decided={MEMBER: MANAGE}),
    f"PUT {OF_MESSAGE}/{REACTION}": Entry(),
    f"DELETE {OF_MESSAGE}/{REACTION}": Entry(),
    f"GET {OF_MESSAGE}/{REACTION}": Entry(),
    f"PUT {OF_CHANNEL}/read-state": Entry(body=lambda world: {"seq": 1}),
    "GET /v1/read-states": Entry(decided=everybody(Outcome(200))),
}


def fill(world: World) -> None:
    """Two of everything that is listed."""
    path = f"/channels/{world.ids['channel_id']}/messages/{world.ids['message_id']}"
    for persona in (Persona.OWNER, Persona.MEMBER):
        who = world.token(persona)
        assert call(add_reaction, f"{path}/reactions/🍞", as_=who).status == 204
