"""Requests to messages, and what its handlers decide by themselves."""

from __future__ import annotations

from typing import Any

from commons.clock import now_ms, rfc3339
from commons.ids import MESSAGE, positioned_id
from commons.permissions import Permission
from commons.testing import call
from functions.messages.endpoints.add_reaction import add_reaction
from functions.messages.endpoints.create_scheduled_message import create_scheduled_message
from functions.messages.endpoints.create_thread import create_thread
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.pin_message import pin_message
from functions.messages.endpoints.send_message import send_message
from functions.messages.endpoints.vote_in_poll import vote_in_poll
from tests.authorization.expectations import (
    MANAGE,
    MEMBER,
    NOT_FOUND,
    OF_CHANNEL,
    OF_MESSAGE,
    OF_THREAD,
    Entry,
    Outcome,
    everybody,
    inside,
    lacks,
    members,
)
from tests.authorization.worlds import Persona, World

MANAGE_THREADS = Permission.MANAGE_THREADS
REACTION = "reactions/{emoji}"
OF_SCHEDULED = "/v1/scheduled-messages/{scheduled_id}"
POLL = {"question": "Rye?", "answers": [{"text": "yes"}, {"text": "no"}]}


def message(world: World) -> dict[str, Any]:
    return {
        "content": "hello",
        "reply_to": [world.ids["message_id"]],
        "mentions": {"users": [world.ids["user_id"]]},
    }


def _edit(world: World) -> dict[str, Any]:
    return {name: value for name, value in message(world).items() if name != "reply_to"}


def _thread(world: World) -> dict[str, Any]:
    return {"name": "Which flour?", "message_id": world.ids["message_id"]}


def _forward(world: World) -> dict[str, str]:
    """The owner's message, passed on in its channel."""
    forward = {"channel_id": world.ids["channel_id"], "message_id": world.ids["message_id"]}
    path = f"/channels/{world.ids['channel_id']}/messages"
    sent = call(send_message, path, as_=world.token(Persona.OWNER), body={"forward": forward})
    return {"message_id": sent.body["id"]}


def _several(world: World) -> dict[str, Any]:
    """The owner's message, and one that is not there."""
    absent = positioned_id(MESSAGE, now_ms(), 99)
    return {"message_ids": [world.ids["message_id"], absent]}


def _asked(world: World) -> dict[str, str]:
    """A new poll of the owner's, in which two have voted."""
    channel = f"/channels/{world.ids['channel_id']}/messages"
    made = call(send_message, channel, as_=world.token(Persona.OWNER), body={"poll": POLL})
    message_id = made.body["id"]
    for persona in (Persona.OWNER, Persona.MEMBER):
        path, body = f"{channel}/{message_id}/poll/votes", {"answers": [1]}
        call(vote_in_poll, path, as_=world.token(persona), body=body)
    return {"message_id": message_id}


def _anchors(world: World) -> list[dict[str, str]]:
    return [{form: world.ids["message_id"]} for form in ("before", "after", "around")]


def _later(world: World) -> dict[str, Any]:
    """Something to send tomorrow."""
    send_at = rfc3339(now_ms() + 86_400_000)
    return {"channel_id": world.ids["channel_id"], "content": "later", "send_at": send_at}


def _scheduled(world: World) -> dict[str, str]:
    """A message that the owner has scheduled."""
    owner = world.token(Persona.OWNER)
    made = call(create_scheduled_message, "/scheduled-messages", as_=owner, body=_later(world))
    return {"scheduled_id": made.body["id"]}


def _owners(outcome: Outcome) -> dict[Persona, Outcome]:
    """Somebody's own: others do not find it."""
    return everybody(NOT_FOUND) | {Persona.OWNER: outcome}


ENTRIES = {
    f"POST {OF_CHANNEL}/messages": Entry(body=message),
    f"GET {OF_CHANNEL}/messages": Entry(queries=_anchors),
    f"GET {OF_MESSAGE}": Entry(),
    f"PATCH {OF_MESSAGE}": Entry(body=_edit, decided={MEMBER: Outcome(403, "not_your_message")}),
    f"DELETE {OF_MESSAGE}": Entry(decided={MEMBER: MANAGE}),
    f"GET {OF_MESSAGE}/origin": Entry(ids=_forward),
    f"GET {OF_MESSAGE}/revisions": Entry(decided={MEMBER: MANAGE}),
    f"POST {OF_CHANNEL}/messages/bulk-delete": Entry(body=_several),
    f"PUT {OF_MESSAGE}/{REACTION}": Entry(),
    f"DELETE {OF_MESSAGE}/{REACTION}": Entry(),
    f"GET {OF_MESSAGE}/{REACTION}": Entry(),
    f"PUT {OF_MESSAGE}/poll/votes": Entry(ids=_asked, body=lambda world: {"answers": [1]}),
    f"GET {OF_MESSAGE}/poll/votes": Entry(ids=_asked),
    f"POST {OF_MESSAGE}/poll/close": Entry(ids=_asked, decided={MEMBER: MANAGE}),
    f"GET {OF_CHANNEL}/pins": Entry(),
    f"PUT {OF_CHANNEL}/pins/{{message_id}}": Entry(),
    f"DELETE {OF_CHANNEL}/pins/{{message_id}}": Entry(),
    f"POST {OF_CHANNEL}/threads": Entry(body=_thread),
    f"GET {OF_CHANNEL}/threads": Entry(),
    f"PATCH {OF_THREAD}": Entry(
        body=lambda world: {"name": "Which flour?"}, decided={MEMBER: lacks(MANAGE_THREADS)}
    ),
    f"DELETE {OF_THREAD}": Entry(),
    f"PUT {OF_THREAD}/members/me": Entry(),
    f"DELETE {OF_THREAD}/members/me": Entry(),
    f"PUT {OF_CHANNEL}/read-state": Entry(body=lambda world: {"seq": 1}),
    "POST /v1/scheduled-messages": Entry(
        body=_later,
        decided=inside(Outcome(201), NOT_FOUND)
        | dict.fromkeys((Persona.PENDING, Persona.TIMED_OUT), lacks(Permission.SEND_MESSAGES)),
    ),
    "GET /v1/scheduled-messages": Entry(decided=everybody(Outcome(200))),
    f"PATCH {OF_SCHEDULED}": Entry(
        ids=_scheduled, body=lambda world: {"content": "x"}, decided=_owners(Outcome(200))
    ),
    f"DELETE {OF_SCHEDULED}": Entry(ids=_scheduled, decided=_owners(Outcome(204))),
    "PUT /v1/read-states": Entry(
        body=lambda world: {"community_id": world.ids["community_id"]},
        decided=members(Outcome(200)),
    ),
    "GET /v1/read-states": Entry(decided=everybody(Outcome(200))),
}


def fill(world: World) -> None:
    """Two of everything that is listed."""
    for _ in range(2):
        _scheduled(world)
    channel, owner = f"/channels/{world.ids['channel_id']}", world.token(Persona.OWNER)
    for persona in (Persona.OWNER, Persona.MEMBER):
        path = f"{channel}/messages/{world.ids['message_id']}/reactions/🍞"
        assert call(add_reaction, path, as_=world.token(persona)).status == 204
    sent = call(send_message, f"{channel}/messages", as_=owner, body={"content": "hello"})
    for message_id in (world.ids["message_id"], sent.body["id"]):
        assert call(pin_message, f"{channel}/pins/{message_id}", as_=owner).status == 204
    edited = f"{channel}/messages/{world.ids['message_id']}"
    assert call(edit_message, edited, as_=owner, body={"content": "better"}).status == 200
    for name in ("more", "and more"):
        made = call(create_thread, f"{channel}/threads", as_=owner, body={"name": name})
        assert made.status == 201
