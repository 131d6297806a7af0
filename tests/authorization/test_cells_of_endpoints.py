"""Every endpoint for every persona: the status and the code that its declaration promises."""

from __future__ import annotations

import json

import pytest

from commons import auth
from commons.http import Access, Endpoint
from commons.testing import Reply, declarations

from .entries import ENTRIES
from .expectations import (
    NOT_FOUND,
    Entry,
    Outcome,
    expected,
    expected_public,
    expected_self,
    in_channel,
)
from .explained import Explanations, check_agrees, explained
from .requests import Request, send, valid_request
from .worlds import ABSENT, KNOWN, OUTSIDE, Persona, World, borrow_world, give_back

ENDPOINTS = {d.route_key: d for d in declarations() if isinstance(d, Endpoint)}
SELF = [key for key, declared in ENDPOINTS.items() if declared.unless_self]
GUARDED = [key for key, declared in ENDPOINTS.items() if declared.permission is not None]


def check(reply: Reply, outcome: Outcome) -> None:
    """The reply is exactly this."""
    code = reply.code if reply.status >= 400 else None  # an invite has a code too
    assert (reply.status, code) == (outcome.status, outcome.code), reply
    if reply.status == 401:
        assert {k.lower(): v for k, v in reply.headers.items()}["www-authenticate"] == "Bearer"
    if outcome.missing:
        assert tuple(reply.body["missing_permissions"]) == outcome.missing
        assert reply.body["explain_url"] == "/v1/permissions/explain"


def check_as_if_absent(declared: Endpoint, request: Request, reply: Reply, token: str) -> None:
    """A 404 for what is there says what a 404 for what is not there says."""
    absent = {name: ABSENT[name] for name in declared.path_parameters}
    other = send(declared, Request(absent, request.body), token)
    assert told(reply) == told(other)
    assert sorted(reply.headers) == sorted(other.headers)


def told(reply: Reply) -> str:
    """A problem without what tells one request from another."""
    own = {k: v for k, v in reply.body.items() if k not in ("request_id", "instance")}
    return json.dumps([reply.status, own])


def check_cell(
    declared: Endpoint, world: World, persona: Persona, request: Request, outcome: Outcome
) -> Reply:
    """Send the request as the persona; a refusal changes nothing and tells nothing."""
    token, before = world.token(persona), world.picture()
    reply = send(declared, request, token)

    check(reply, outcome)
    if outcome.status >= 400:
        assert world.picture() == before
        assert world.secret not in json.dumps(reply.body)
    if outcome == NOT_FOUND and declared.path_parameters and declared.access is Access.USER:
        assert token is not None
        check_as_if_absent(declared, request, reply, token)
    if outcome.status >= 400 or declared.method == "GET":
        give_back(world)
    return reply


def explanations(
    declared: Endpoint, world: World, persona: Persona, request: Request
) -> Explanations:
    """What the owner is told of the persona's request, before it is sent; nothing of who has no
    valid token, and of routes that ask for no permission."""
    if declared.permission is None or persona not in KNOWN or _is_direct(request):
        return {}
    who = world.people[persona].user_id
    if not in_channel(declared):
        place = {"community_id": world.ids["community_id"]}
    else:
        place = {"channel_id": request.ids.get("channel_id", world.ids["forum_id"])}
    return explained(world.people[Persona.OWNER], declared, who, **place)


def _is_direct(request: Request) -> bool:
    """Whether it is about a DM: no rules of a community decide there."""
    return request.ids.get("channel_id", "").startswith("dmc_")


def test_the_table_names_every_endpoint_and_no_other() -> None:
    assert sorted(ENTRIES) == sorted(ENDPOINTS)


@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("key", ENDPOINTS)
def test_an_endpoint_answers_as_declared(aws: str, key: str, persona: Persona) -> None:
    declared, world = ENDPOINTS[key], borrow_world()
    outcome = expected(declared, ENTRIES.get(key, Entry()), persona)
    request = valid_request(declared, world)

    told = explanations(declared, world, persona, request)
    reply = check_cell(declared, world, persona, request, outcome)
    if told:
        check_agrees(told, reply)


@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("key", SELF)
@pytest.mark.parametrize("named", ["me", "by id"])
def test_oneself_needs_no_permission(aws: str, key: str, persona: Persona, named: str) -> None:
    declared, world = ENDPOINTS[key], borrow_world()
    assert declared.unless_self
    oneself = world.people.get(persona, world.people[Persona.OWNER]).user_id
    request = valid_request(declared, world)
    ids = {**request.ids, declared.unless_self: "me" if named == "me" else oneself}
    outcome = expected_self(declared, ENTRIES[key], persona)

    check_cell(declared, world, persona, Request(ids, request.body), outcome)


@pytest.mark.parametrize("persona", OUTSIDE)
@pytest.mark.parametrize("key", GUARDED)
def test_a_public_community_is_seen_and_no_more(aws: str, key: str, persona: Persona) -> None:
    declared, world = ENDPOINTS[key], borrow_world("public")
    outcome = expected_public(declared, ENTRIES[key], persona)
    request = valid_request(declared, world)
    told = explanations(declared, world, persona, request)
    reply = send(declared, request, world.token(persona))

    check(reply, outcome)
    if told and persona not in ENTRIES[key].decided_public:  # where the handler says it
        check_agrees(told, reply)
    if outcome.status >= 400 or declared.method == "GET":
        give_back(world)


@pytest.mark.parametrize("persona", KNOWN)
def test_a_session_that_ended_is_an_invalid_token(aws: str, persona: Persona) -> None:
    world = borrow_world()
    token = world.token(persona)
    asked = [
        (declared, valid_request(declared, world))  # some are made with what the owner may do
        for declared in ENDPOINTS.values()
        if declared.access is Access.USER
    ]
    send(ENDPOINTS["POST /v1/auth/logout"], Request({}), token)
    auth.forget()

    for declared, request in asked:
        check(send(declared, request, token), Outcome(401, "invalid_token"))
