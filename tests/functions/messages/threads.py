"""Threads of a place, and the sentences that tests say about them."""

from __future__ import annotations

from collections.abc import Mapping

from commons.testing import Person, Reply, call
from functions.communities.endpoints.get_channel import get_channel
from functions.messages.endpoints.create_thread import create_thread
from functions.messages.endpoints.delete_thread import delete_thread
from functions.messages.endpoints.list_threads import list_threads
from functions.messages.endpoints.update_thread import update_thread

from .places import Body, Place

ABSENT_THREAD = "chn_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def ask_for_thread(place: Place, who: Person, **body: object) -> Reply:
    """Ask for a thread in the channel."""
    path = f"/channels/{place.channel_id}/threads"
    return call(create_thread, path, as_=who, body={"name": "Which flour?", **body})


def begin(place: Place, who: Person | None = None, **body: object) -> Place:
    """Begin a thread in the channel: it is a place too."""
    reply = ask_for_thread(place, who or place.member, **body)
    assert reply.status == 201, reply
    return Place(place.community_id, reply.body["id"], place.owner, place.member)


def change(
    thread: Place, who: Person, headers: Mapping[str, str] | None = None, **body: object
) -> Reply:
    """Ask for a change of the thread."""
    path = f"/threads/{thread.channel_id}"
    return call(update_thread, path, as_=who, body=body, headers=headers)


def end(thread: Place, who: Person | None = None) -> Reply:
    """Ask for its end."""
    return call(delete_thread, f"/threads/{thread.channel_id}", as_=who or thread.owner)


def seen(thread: Place, who: Person | None = None) -> Body:
    """The thread as somebody reads it."""
    path = f"/channels/{thread.channel_id}"
    body: Body = call(get_channel, path, as_=who or thread.member).body
    return body


def listed(place: Place, **query: object) -> list[str]:
    """The ids of the channel's threads."""
    path = f"/channels/{place.channel_id}/threads"
    reply = call(list_threads, path, as_=place.member, query=query)
    assert reply.status == 200, reply
    return [thread["id"] for thread in reply.body["data"]]
