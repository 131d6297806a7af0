"""Overrides for tests: set and removed through the front door."""

from __future__ import annotations

from typing import Any

from commons.testing import Person, Reply, call
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.follow_category import follow_category
from functions.communities.endpoints.list_overrides import list_overrides
from functions.communities.endpoints.remove_override import remove_override
from functions.communities.endpoints.set_override import set_override
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message
from tests.functions.communities.conftest import Place


def channel(place: Place, **body: object) -> str:
    """The id of a new channel."""
    given = {"name": "quiet", **body}
    reply = call(create_channel, f"{place.path}/channels", as_=place.owner, body=given)
    assert reply.status == 201, reply
    return str(reply.body["id"])


def put(
    place: Place, channel_id: str, target: str, who: Person | None = None, /, **body: object
) -> Reply:
    """Ask for an override, as the owner unless somebody else asks."""
    kind = "member" if target.startswith("usr_") else "role"
    path = f"/channels/{channel_id}/overrides/{target}"
    return call(set_override, path, as_=who or place.owner, body={"type": kind, **body})


def removed(place: Place, channel_id: str, target: str, who: Person | None = None, /) -> Reply:
    """Ask to remove an override."""
    path = f"/channels/{channel_id}/overrides/{target}"
    return call(remove_override, path, as_=who or place.owner)


def followed(place: Place, channel_id: str, who: Person | None = None, /) -> Reply:
    """Ask that a channel follows its category."""
    return call(follow_category, f"/channels/{channel_id}/overrides", as_=who or place.owner)


def listed(place: Place, channel_id: str) -> Any:
    """What is in force, by target, and whether it is inherited."""
    reply = call(list_overrides, f"/channels/{channel_id}/overrides", as_=place.owner)
    assert reply.status == 200, reply
    rows = {o["target_id"]: (int(o["allow"]), int(o["deny"])) for o in reply.body["data"]}
    return rows, reply.body["inherited"]


def may(who: Person, channel_id: str) -> tuple[int, int]:
    """How reading and writing there are answered."""
    path = f"/channels/{channel_id}/messages"
    read = call(list_messages, path, as_=who).status
    return read, call(send_message, path, as_=who, body={"content": "hello"}).status
