"""DMs and groups, made through the front doors, and people who know each other."""

from __future__ import annotations

from itertools import count, permutations
from typing import Any

from commons.clock import now
from commons.contracts.users import RelationshipChanged
from commons.testing import Person, Reply, call, deliver, endpoint_of, person
from functions.messages.consumers.on_relationship_changed import on_relationship_changed
from functions.messages.endpoints.open_dm import open_dm
from functions.messages.endpoints.send_message import send_message

_revisions = count(1)


def relate(who: Person, other: Person, relation: str) -> None:
    """What users tells of one side."""
    event = RelationshipChanged(
        user_id=who.user_id,
        other_id=other.user_id,
        relation=relation,
        since=now(),
        revision=next(_revisions),
    )
    assert deliver(on_relationship_changed, event) == []


def friends(*people: Person) -> None:
    """Each of them is everybody's friend."""
    for one, other in permutations(people, 2):
        relate(one, other, "friend")


def begin(who: Person, *others: Person, **more: object) -> Reply:
    """Begin a DM or a group."""
    body = {"user_ids": [other.user_id for other in others]} | more
    return call(open_dm, "/dms", as_=who, body=body)


def dm(who: Person, other: Person) -> str:
    """The id of the DM of two friends."""
    friends(who, other)
    return str(begin(who, other).body["id"])


def group(*people: Person) -> str:
    """The id of a group of friends; the first is its owner."""
    friends(*people)
    made = begin(people[0], *people[1:])
    assert made.status == 201, made
    return str(made.body["id"])


def people(many: int) -> list[Person]:
    """So many."""
    return [person() for _ in range(many)]


def ask(route: str, who: Person, path: str, body: Any = None) -> Reply:
    """Any request of any route."""
    return call(endpoint_of(route), path, as_=who, body=body)


def say(who: Person, channel_id: str, content: str = "hello", **more: object) -> Reply:
    """Send a message."""
    path = f"/channels/{channel_id}/messages"
    return call(send_message, path, as_=who, body={"content": content} | more)


def shown(who: Person, channel_id: str) -> Reply:
    """A DM or group as somebody sees it."""
    return ask("GET /v1/dms/{channel_id}", who, f"/dms/{channel_id}")


def listed(who: Person, state: str = "open") -> list[str]:
    """The ids of what somebody is in."""
    declared = endpoint_of("GET /v1/dms")
    return [
        one["id"] for one in call(declared, "/dms", as_=who, query={"state": state}).body["data"]
    ]


def answer(who: Person, channel_id: str, state: str) -> Reply:
    """Accept a request, or ignore it."""
    return ask("PUT /v1/dms/{channel_id}/state", who, f"/dms/{channel_id}/state", {"state": state})
