"""Two communities alike: with the ids of the other one, nothing of it is seen or changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from commons.http import Access, Endpoint
from commons.testing import Connections, Person, Socket, call, connect, declarations

from .entries import ENTRIES
from .entries.dms import fill as fill_dms
from .entries.messages import fill as fill_messages
from .entries.posts import fill as fill_posts
from .entries.users import fill as fill_users
from .requests import Request, send, valid_request
from .socket_entries import SOCKET_ENTRIES
from .worlds import Persona, World, borrow_world, give_back

ENDPOINTS = {d.route_key: d for d in declarations() if isinstance(d, Endpoint)}
#: Whoever holds the code of an invite or template, or a feed's address, may use it: it is the
#: permission.
CAPABILITIES = {"GET /v1/invites/{code}", "POST /v1/invites/{code}/accept"} | {
    "GET /v1/calendar-feeds/{feed_secret}",
    "GET /v1/templates/{code}",
}
#: What nobody outside reaches by its id.
PLACES = ("community_id", "channel_id", "forum_id", "post_id")
#: The directory of public communities is one for everybody, and so are its cursors.
PAGED = [
    key
    for key, declared in ENDPOINTS.items()
    if declared.pages and declared.access is not Access.ANONYMOUS
]


def swapped(value: Any, other: Mapping[str, str]) -> Any:
    """A body with the other community's ids in place of ours, in keys and in values."""
    match value:
        case str():
            return other.get(value, value)
        case list():
            return [swapped(inner, other) for inner in value]
        case dict():
            return {swapped(k, other): swapped(v, other) for k, v in value.items()}
    return value


def swaps(ours: World, theirs: World) -> Iterator[dict[str, str]]:
    """Each id by its twin, one at a time, and all of them."""
    twins = {ours.ids[name]: theirs.ids[name] for name in ours.ids}
    twins[ours.outlaw_id] = theirs.outlaw_id
    for mine, other in twins.items():
        yield {mine: other}
    yield twins


def requests(declared: Endpoint, ours: World, theirs: World) -> Iterator[Request]:
    """Every request that our owner can make with an id of theirs."""
    valid = valid_request(declared, ours)
    queries = [None, *ENTRIES[declared.route_key].queries(ours)]
    for base in (replace(valid, query=query) for query in queries):
        for other in swaps(ours, theirs):
            ids, body = swapped(dict(base.ids), other), swapped(base.body, other)
            request = Request(ids, body, swapped(base.query, other))
            if request != base:
                yield request


def leaks(answer: object, sent: object, theirs: World) -> list[str]:
    """What an answer tells of them that the request did not say itself."""
    said, asked = json.dumps(answer), json.dumps(sent, default=vars)
    known = [theirs.secret, *theirs.ids.values(), theirs.outlaw_id]
    known += [someone.user_id for someone in theirs.people.values()]
    return [one for one in known if one in said and one not in asked]


@pytest.mark.parametrize("key", [key for key in ENDPOINTS if key not in CAPABILITIES])
def test_ids_of_the_other_community_open_nothing(aws: str, key: str) -> None:
    declared, ours, theirs = ENDPOINTS[key], borrow_world(), borrow_world()
    before = theirs.picture()

    for request in requests(declared, ours, theirs):
        if key == "GET /v1/users" or key == "GET /v1/users/{user_id}":
            continue  # users are nobody's tenants
        reply = send(declared, request, ours.token(Persona.OWNER))
        assert reply.status < 500, reply
        assert leaks(reply.body, request, theirs) == [], request
        if set(request.ids.values()) & {theirs.ids[name] for name in PLACES}:
            assert reply.status == 404, reply
    assert theirs.picture() == before
    give_back(theirs)
    if declared.method == "GET":
        give_back(ours)


@pytest.mark.parametrize("key", PAGED)
def test_a_cursor_of_the_other_community_opens_nothing(aws: str, key: str) -> None:
    declared, ours, theirs = ENDPOINTS[key], borrow_world(), borrow_world()
    owner = theirs.people[Persona.OWNER]
    _fill(theirs, owner)
    first = replace(valid_request(declared, theirs), query={"limit": "1"})
    cursor = send(declared, first, owner.token).body["next_cursor"]
    assert cursor

    stolen = replace(valid_request(declared, ours), query={"cursor": cursor})
    reply = send(declared, stolen, ours.token(Persona.OWNER))
    assert (reply.status, reply.code) == (400, "invalid_cursor")
    assert leaks(reply.body, stolen, theirs) == []


def _fill(world: World, owner: Person) -> None:
    """Two of everything that is listed."""
    for key in (
        "POST /v1/communities",
        "POST /v1/communities/{community_id}/channels",
        "POST /v1/communities/{community_id}/circles",
        "POST /v1/communities/{community_id}/invites",
        "POST /v1/channels/{channel_id}/messages",
    ):
        assert send(ENDPOINTS[key], valid_request(ENDPOINTS[key], world), owner.token).status == 201
    rsvp = ENDPOINTS["PUT /v1/events/{event_id}/rsvp"]
    for who in (owner, world.people[Persona.MEMBER]):
        assert send(rsvp, valid_request(rsvp, world), who.token).status == 200
    fill_messages(world)
    fill_dms(world)
    fill_posts(world)
    fill_users(world)


@pytest.mark.parametrize("route", SOCKET_ENTRIES)
def test_frames_with_ids_of_the_other_community_open_nothing(
    connections: Connections, aws: str, route: str
) -> None:
    ours, theirs = borrow_world(), borrow_world()
    before, valid = theirs.picture(), SOCKET_ENTRIES[route].d(ours)

    for other in swaps(ours, theirs):
        d = swapped(valid, other)
        if d == valid or route.startswith("$"):
            continue
        socket = connect(ours.people[Persona.OWNER], connections)
        assert isinstance(socket, Socket)
        if route != "identify":
            socket.send("identify")
        answer = socket.send(route, d)
        assert leaks([answer, socket.frames], d, theirs) == []
    assert theirs.picture() == before
    give_back(theirs)


@pytest.mark.parametrize(
    ("what", "body", "name"),
    [
        ("channels", {"name": "more"}, "parent_id"),
        ("channels", {"name": "more"}, "circle_id"),
        ("invites", {}, "circle_id"),
    ],
)
def test_what_lies_in_the_other_community_is_not_found(
    aws: str, what: str, body: dict[str, str], name: str
) -> None:
    ours, theirs = borrow_world(), borrow_world()
    key = f"POST /v1/communities/{{community_id}}/{what}"
    body = body | {name: theirs.ids["channel_id" if name == "parent_id" else name]}
    reply = send(
        ENDPOINTS[key],
        replace(valid_request(ENDPOINTS[key], ours), body=body),
        ours.token(Persona.OWNER),
    )

    assert (reply.status, reply.code) == (404, "not_found")


def test_ones_own_lists_name_only_ones_own(aws: str) -> None:
    ours, theirs = borrow_world(), borrow_world()

    for key, declared in ENDPOINTS.items():
        if declared.method == "GET" and key != "GET /v1/users":
            reply = send(declared, valid_request(declared, ours), ours.token(Persona.OWNER))
            assert leaks(reply.body, {}, theirs) == [], key
    me = call(ENDPOINTS["GET /v1/users/me"], "/users/me", as_=ours.people[Persona.OWNER])
    assert me.body["id"] == ours.people[Persona.OWNER].user_id
