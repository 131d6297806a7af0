"""Idempotency-Key on every POST and PATCH: once, the same answer, whatever dies meanwhile (FT-08).

Every endpoint that takes a key is tested; a new one joins by being declared.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import Any

import pytest

from commons.aws import client
from commons.http import Endpoint
from commons.settings import table_name
from commons.testing import Person, Reply, call, declarations, person
from functions.auth.endpoints.login import login
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.list_my_communities import list_my_communities
from functions.communities.endpoints.update_community import update_community
from functions.users.endpoints.get_me import get_me
from tests.authorization.expectations import OWNER
from tests.authorization.requests import Request, send, valid_request
from tests.authorization.worlds import World, borrow_world
from tests.faults import AFTER, BEFORE, calls
from tests.faults.figures import Figures
from tests.parallel import in_parallel
from tests.refusals import check_invalid, check_refused

KEYED = {d.route_key: d for d in declarations() if isinstance(d, Endpoint) and d.takes_key}
pytestmark = pytest.mark.usefixtures("aws")

ENDS_THE_SESSION = "POST /v1/auth/logout"
SERVICES = ("auth", "users", "communities", "messages", "posts", "realtime")
#: What leaves a world that other requests, or the same again, find wanting: each gets its own.
USES_UP = {
    "POST /v1/communities/{community_id}/transfer",
    "POST /v1/channels/{channel_id}/messages/bulk-delete",
    "POST /v1/channels/{channel_id}/threads",
}

every_keyed = pytest.mark.parametrize("route", sorted(KEYED.keys() - {ENDS_THE_SESSION}))


class Repeated:
    """One request under one key, sent again and again."""

    def __init__(self, route: str, world: World) -> None:
        self.declared = KEYED[route]
        if route in USES_UP:
            world = borrow_world()
        self.request: Request = valid_request(self.declared, world)
        self.key = secrets.token_urlsafe(16)
        # As the community's owner; an invite is for somebody new.
        newcomer = "invites/{code}" in self.declared.path
        self.token = person().token if newcomer else world.token(OWNER)

    def send(self, **changed: Any) -> Reply:
        """The request, or the same with something changed."""
        key = {"idempotency-key": self.key}
        return send(self.declared, replace(self.request, **changed), self.token, key)


@pytest.fixture(scope="module")
def world(aws: str) -> World:
    """One community for all of these tests."""
    return borrow_world()


def rows() -> int:
    """How many rows the services have; kept answers are not theirs, voids in logs are nothing."""
    no_void = {
        "FilterExpression": "attribute_not_exists(#t) OR #t <> :void",
        "ExpressionAttributeNames": {"#t": "t"},
        "ExpressionAttributeValues": {":void": {"S": ""}},
    }
    scan = client("dynamodb").get_paginator("scan").paginate
    scans = (scan(TableName=table_name(s), Select="COUNT", **no_void) for s in SERVICES)
    return sum(page["Count"] for pages in scans for page in pages)


def stored(pk: str) -> list[Any]:
    """The rows of ``core`` whose partition begins so."""
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=table_name("core"))
    return [r for page in pages for r in page["Items"] if r["pk"]["S"].startswith(pk)]


@every_keyed
def test_a_repeated_request_acts_once_and_is_answered_alike(route: str, world: World) -> None:
    repeated = Repeated(route, world)
    first = repeated.send()
    after_one = rows()
    second = repeated.send()

    assert first.status == repeated.declared.status, first
    assert "idempotency-replayed" not in first.headers
    assert (second.status, second.body) == (first.status, first.body)
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["content-type"] == first.headers["content-type"]
    assert second.headers.get("etag") == first.headers.get("etag")
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
    assert rows() == after_one


@every_keyed
def test_another_request_under_the_same_key_is_refused(route: str, world: World) -> None:
    repeated = Repeated(route, world)
    assert repeated.send().status == repeated.declared.status
    before = rows()
    other = repeated.send(body={**(repeated.request.body or {}), "nickname": "other"})
    if repeated.declared.keeps_key:  # its handler reads the body before it looks at the key
        other = repeated.send(body={"content": "something else"})
    check_refused(other, 422, "idempotency_mismatch")
    assert rows() == before


@pytest.mark.parametrize("many", [20, pytest.param(100, marks=pytest.mark.nightly)])
@every_keyed
def test_of_many_at_once_one_acts_and_all_are_answered_alike(
    route: str, many: int, world: World
) -> None:
    repeated, control = Repeated(route, world), Repeated(route, world)
    Repeated(route, world).send()  # what only the first request of all writes is there
    before = rows()
    assert control.send().status == control.declared.status
    by_one = rows() - before
    before = rows()

    replies = in_parallel(many, lambda _: repeated.send())

    assert {r.status for r in replies} == {repeated.declared.status}, replies
    assert len({json.dumps(r.body) for r in replies}) == 1
    assert sum("idempotency-replayed" not in r.headers for r in replies) == 1
    assert rows() - before == by_one


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@every_keyed
def test_whatever_call_a_function_dies_at_its_key_is_free_and_it_acts_once(
    route: str, when: str, world: World, figures: Figures
) -> None:
    control = Repeated(route, world)
    Repeated(route, world).send()
    before = rows()
    with calls() as watched:
        assert control.send().status == control.declared.status
    by_one = rows() - before
    assert len(watched.names) >= 3

    for call_number in range(len(watched.names)):
        repeated = Repeated(route, world)
        before = rows()
        with calls(kill_at=call_number, when=when):
            repeated.send()
        again = repeated.send()

        assert again.status == repeated.declared.status, (watched.names[call_number], again)
        assert repeated.send().body == again.body
        assert rows() - before == by_one, watched.names[call_number]
    figures(f"{route}, calls died at", len(watched.names))


def test_a_refusal_is_the_answer_too(alice: Person, bob: Person) -> None:
    made = call(create_community, "/communities", as_=alice, body={"name": "A"}).body
    invites = f"/communities/{made['id']}/invites"
    code = call(create_invite, invites, as_=alice, body={"max_uses": 1}).body["code"]
    path, key = f"/invites/{code}/accept", {"idempotency-key": "k"}
    assert call(accept_invite, path, as_=alice, headers=key).status == 200
    late = {"idempotency-key": "late"}
    another = call(create_invite, invites, as_=alice, body={"max_uses": 1}).body["code"]

    refused = call(accept_invite, f"/invites/{another}x/accept", as_=bob, headers=late)
    again = call(accept_invite, f"/invites/{another}x/accept", as_=bob, headers=late)

    check_refused(refused, 404, "not_found")
    assert again.body == refused.body
    assert again.headers["idempotency-replayed"] == "true"


def test_a_refused_log_in_says_how_to_authenticate_each_time() -> None:
    body = {"login": "nobody", "password": secrets.token_hex(8)}
    headers = {"idempotency-key": secrets.token_hex(8)}
    first, second = (call(login, "/auth/login", body=body, headers=headers) for _ in range(2))

    assert (first.code, second.code) == ("invalid_credentials",) * 2
    assert first.headers["www-authenticate"] == second.headers["www-authenticate"] == "Bearer"


def test_what_was_not_valid_leaves_the_key_free(alice: Person) -> None:
    key = {"idempotency-key": "k"}
    check_invalid(
        call(create_community, "/communities", as_=alice, body={"name": 7}, headers=key),
        "/body/name",
    )
    good = call(create_community, "/communities", as_=alice, body={"name": "A"}, headers=key)
    assert good.status == 201
    assert "idempotency-replayed" not in good.headers


def test_a_failed_precondition_can_be_repeated_with_the_new_tag(alice: Person) -> None:
    made = call(create_community, "/communities", as_=alice, body={"name": "A"})
    path = f"/communities/{made.body['id']}"
    headers = {"idempotency-key": "k", "if-match": made.headers["etag"]}
    edited = call(update_community, path, as_=alice, body={"name": "B"}, headers=headers)
    again = call(update_community, path, as_=alice, body={"name": "B"}, headers=headers)
    assert (edited.status, again.body) == (200, edited.body)
    assert again.headers["etag"] == edited.headers["etag"] != made.headers["etag"]


def test_keys_are_of_one_caller_and_one_route(alice: Person, bob: Person) -> None:
    key = {"idempotency-key": "shared"}
    for who in (alice, bob):
        reply = call(create_community, "/communities", as_=who, body={"name": "A"}, headers=key)
        assert reply.status == 201
        assert "idempotency-replayed" not in reply.headers
        invites = f"/communities/{reply.body['id']}/invites"
        assert call(create_invite, invites, as_=who, body={}, headers=key).status == 201
        listed = call(list_my_communities, "/users/me/communities", as_=who).body["data"]
        assert [c["id"] for c in listed] == [reply.body["id"]]


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "ключ", "tab\t"])
def test_a_key_is_visible_ascii_of_at_most_255_characters(alice: Person, key: str) -> None:
    for declared, path in ((create_community, "/communities"), (get_me, "/users/me")):
        body = {"name": "A"} if declared is create_community else None
        reply = call(declared, path, as_=alice, body=body, headers={"idempotency-key": key})
        if declared is create_community:
            check_invalid(reply, "/header/idempotency-key")
        else:
            assert reply.status == 200, "only POST and PATCH look at keys"


def test_the_same_json_in_other_bytes_is_the_same_request(alice: Person) -> None:
    key = {"idempotency-key": "k"}
    bodies = ('{"name":"A","visibility":"public"}', '{ "visibility": "public", "name": "\\u0041" }')
    replies = [
        call(create_community, "/communities", as_=alice, raw=raw, headers=key) for raw in bodies
    ]
    assert replies[0].body == replies[1].body


def test_kept_answers_cannot_be_read_from_the_table(world: World) -> None:
    repeated = Repeated("POST /v1/auth/register", world)
    tokens = repeated.send().body
    kept = [row for row in stored("IDEM#") if "a" in row]
    assert kept
    text = b"".join(row["a"]["B"] for row in kept) + json.dumps(kept, default=str).encode()
    for secret in (repeated.key, tokens["refresh_token"], tokens["access_token"]):
        assert secret.encode() not in text
    assert all(int(row["ttl"]["N"]) for row in kept)
