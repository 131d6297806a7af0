"""What every HTTP client meets: health, documents, refusals, CORS, many at once."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import httpx
import jwt
import pytest
from openapi_spec_validator import validate

from creavio import Client

PROBLEM = {"type", "title", "status", "code", "detail", "instance", "request_id", "errors"}


@pytest.fixture
async def http(api_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client that knows nothing of Creavio."""
    async with httpx.AsyncClient(base_url=api_url, timeout=30) as client:
        yield client


async def _token(http: httpx.AsyncClient) -> str:
    """The access token of somebody new."""
    handle = f"h_{secrets.token_hex(6)}"
    body = {"email": f"{handle}@example.org", "password": secrets.token_hex(12), "handle": handle}
    answer = await http.post("/v1/auth/register", json=body)
    assert answer.status_code == 201
    return str(answer.json()["access_token"])


async def test_health_and_openapi_are_public(http: httpx.AsyncClient) -> None:
    health = await http.get("/v1/health")
    document = await http.get("/v1/openapi.json")

    assert (health.status_code, health.json()["status"]) == (200, "ok")
    validate(document.json())
    assert "/v1/channels/{channel_id}/messages" in document.json()["paths"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing/here", 404, "not_found"),
        ("DELETE", "/v1/auth/login", 405, "method_not_allowed"),
        ("GET", "/v1/users/me", 401, "unauthorized"),
        ("POST", "/v1/auth/login", 400, "malformed_json"),
    ],
)
async def test_a_refusal_is_a_problem(
    http: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    sent = {"content": "{", "headers": {"content-type": "application/json"}}
    answer = await http.request(method, path, **(sent if method == "POST" else {}))  # type: ignore[arg-type]

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().keys() >= PROBLEM
    assert answer.headers["x-request-id"] == answer.json()["request_id"]


async def test_a_repeated_post_acts_once_and_every_answer_tells_the_limits(
    http: httpx.AsyncClient,
) -> None:
    known = {"authorization": f"Bearer {await _token(http)}"}
    keyed = known | {"idempotency-key": secrets.token_hex(16)}
    answers = await asyncio.gather(
        *(http.post("/v1/communities", json={"name": "Bakers"}, headers=keyed) for _ in range(5))
    )

    assert {a.status_code for a in answers} == {201}
    assert len({a.text for a in answers}) == 1
    assert sum("idempotency-replayed" not in a.headers for a in answers) == 1
    listed = (await http.get("/v1/users/me/communities", headers=known)).json()["data"]
    assert [c["id"] for c in listed] == [answers[0].json()["id"]]
    limits = (await http.get("/v1/limits")).json()
    [write] = [one for one in limits["rate_limits"] if one["name"] == "write"]
    policy = f'"write";q={write["requests"]};w={write["window_s"]}'
    assert {a.headers["ratelimit-policy"] for a in answers} == {policy}
    assert {limit["name"] for limit in limits["limits"]} >= {"frame_bytes", "message_characters"}


async def test_browsers_may_call_from_other_origins(http: httpx.AsyncClient) -> None:
    asked = {"origin": "http://localhost:3000", "access-control-request-method": "POST"}
    answer = await http.options("/v1/auth/login", headers=asked)

    assert answer.status_code in (200, 204)
    assert "access-control-allow-methods" in answer.headers


async def test_tokens_verify_by_the_published_keys(http: httpx.AsyncClient) -> None:
    token = await _token(http)
    keys = jwt.PyJWKSet.from_dict((await http.get("/.well-known/jwks.json")).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    issuer = str(http.base_url).rstrip("/")

    claims = jwt.decode(token, key, ["EdDSA"], audience="creavio-local-api", issuer=issuer)

    me = await http.get("/v1/users/me", headers={"authorization": f"Bearer {token}"})
    assert claims["sub"] == me.json()["id"]


async def test_one_nonce_sent_100_times_at_once_is_one_message(alice: Client) -> None:
    community = await alice.communities.create("Acme")
    channel = community.channels[0].id

    sent = await asyncio.gather(
        *(alice.messages.send(channel, "once", nonce="the-nonce") for _ in range(100))
    )

    stored = [message.id async for message in alice.messages.history(channel)]
    assert {message.id for message in sent} == set(stored)
    assert len(stored) == 1


async def test_what_is_absent_and_what_is_not_yours_look_the_same(
    alice: Client, http: httpx.AsyncClient
) -> None:
    community = await alice.communities.create("Acme")
    headers = {"authorization": f"Bearer {await _token(http)}"}
    paths = [f"/v1/communities/{id_}" for id_ in (community.id, f"com_{'0' * 26}")]
    theirs, absent = [(await http.get(path, headers=headers)).json() for path in paths]

    for told in (theirs, absent):
        del told["instance"], told["request_id"]
    assert theirs == absent
    assert theirs["status"] == 404
