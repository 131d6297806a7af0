"""The SDK can ask for everything that the published document has, and for nothing else.

Every method is called once with every parameter given. Parameters are named as the document names
them, so what a method asks tells its route, and all that a caller can say.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from creavio import Client, ProblemError
from creavio.api.asking import Listing
from creavio.models import Option, Question, Tag, Tokens
from creavio.session import MemoryStore

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
TAGS = ("communities", "posts")
GROUPS = (
    *(
        "communities",
        "members",
        "invites",
        "roles",
        "permissions",
        "onboarding",
        "circles",
        "channels",
        "templates",
        "threads",
    ),
    *("posts", "comments", "calendar", "audit", "relationships", "dms"),
)
#: What the SDK knows before the document does.
COMING = frozenset(
    {
        "DELETE /v1/channels/{channel_id}/overrides",
        "DELETE /v1/channels/{channel_id}/overrides/{target_id}",
        "DELETE /v1/communities/{community_id}/members/{user_id}/roles/{role_id}",
        "DELETE /v1/roles/{role_id}",
        "GET /v1/channels/{channel_id}/overrides",
        "GET /v1/communities/{community_id}/roles",
        "GET /v1/communities/{community_id}/view-as",
        "GET /v1/permissions",
        "GET /v1/roles/{role_id}",
        "PATCH /v1/communities/{community_id}/members/{user_id}",
        "PATCH /v1/roles/{role_id}",
        "POST /v1/communities/{community_id}/roles",
        "POST /v1/permissions/explain",
        "PUT /v1/channels/{channel_id}/overrides/{target_id}",
        "PUT /v1/communities/{community_id}/members/{user_id}/roles/{role_id}",
    }
)
#: What is not for programs like ours.
FOR_OTHERS = {
    "GET /v1/channels/{channel_id}/posts/feed.xml": "RSS, for feed readers; see Posts.feed",
    "GET /v1/communities/{community_id}/events.ics": "for calendar programs, of public communities",
    "GET /v1/calendar-feeds/{feed_secret}": "for calendar programs; see Calendar.make_feed",
}
#: Asked about oneself where the document has a user.
ALIKE = {
    "DELETE /v1/dms/{channel_id}/recipients/me": "leaving is removing oneself",
    "DELETE /v1/communities/{community_id}/members/me": "leaving is removing oneself",
}
#: Headers that somebody who calls a method gives; the SDK sees to the others.
HEADERS = {"if-match": "if_match", "x-audit-reason": "reason"}
WHEN = datetime(2026, 11, 20, 17, 45, tzinfo=UTC)
#: What a parameter of another kind than text or number is given.
GIVEN: dict[str, Any] = {
    "starts_at": WHEN,
    "ends_at": WHEN,
    "since": WHEN,
    "expires_at": WHEN,
    "timeout_until": WHEN,
    "start": WHEN,
    "end": WHEN,
    "tags": [Tag("rye")],
    "moves": [{"id": "c"}],
    "questions": [Question("Why?", (Option("So"),))],
    "answers": {"qst": ["opt"]},
}


@dataclass
class Asked:
    """What the methods have said to one route."""

    body: set[str] = field(default_factory=set)
    query: set[str] = field(default_factory=set)
    headers: set[str] = field(default_factory=set)


class Recorder(httpx.AsyncBaseTransport):
    """Notes what is asked and refuses it."""

    def __init__(self) -> None:
        self.asked: dict[str, Asked] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = unquote(request.url.raw_path.decode().partition("?")[0])
        asked = self.asked.setdefault(f"{request.method} {path}", Asked())
        body = json.loads(request.content or b"{}")
        asked.body |= body.keys()
        asked.query |= set(request.url.params)
        asked.headers |= HEADERS.keys() & request.headers.keys()
        return httpx.Response(418, json={"code": "noted"}, request=request)


@cache
def document() -> dict[str, Any]:
    """The published document."""
    read: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return read


def operations() -> dict[str, dict[str, Any]]:
    """The operations that the SDK has to know, by method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
        if operation["tags"][0] in TAGS
    }


@pytest.fixture(scope="module")
def asked() -> dict[str, Asked]:
    """What the SDK asks for when every method is called with everything it takes."""
    return asyncio.run(ask_everything())


async def ask_everything() -> dict[str, Asked]:
    """What is asked, by route."""
    recorder = Recorder()
    tokens = Tokens("a", "r", 600).obtained(9e9)
    async with Client("http://x", store=MemoryStore(tokens), network=recorder) as client:
        for name in GROUPS:
            for call in methods(getattr(client, name)):
                await ask(call)
    return recorder.asked


def methods(group: object) -> list[Callable[..., Any]]:
    """What a group offers."""
    return [call for name, call in inspect.getmembers(group, callable) if name[0] != "_"]


async def ask(call: Callable[..., Any]) -> None:
    """Call with every parameter."""
    values = {
        name: GIVEN.get(name, value_for(name, str(parameter.annotation)))
        for name, parameter in inspect.signature(call).parameters.items()
    }
    result = call(**values)
    with pytest.raises(ProblemError, match="noted"):
        await (result.page("c", limit=5) if isinstance(result, Listing) else result)


def value_for(name: str, annotation: str) -> Any:
    """Something of the parameter's kind; a text says its name, as the document's paths do."""
    if annotation.startswith("int"):
        return 1
    if annotation.startswith("bool"):
        return True
    if annotation.startswith("Sequence"):
        return ["x"]
    return f"{{{name}}}"


def test_every_route_can_be_asked_for(asked: dict[str, Asked]) -> None:
    missing = operations().keys() - asked.keys() - FOR_OTHERS.keys()
    assert not missing, f"no method of the SDK asks for {sorted(missing)}"


def test_nothing_is_asked_for_that_is_not_there(asked: dict[str, Asked]) -> None:
    everything = {
        f"{method.upper()} {path}"
        for path, operations in document()["paths"].items()
        for method in operations
    }
    unknown = sorted(asked.keys() - everything - COMING - ALIKE.keys())
    assert not unknown, f"the SDK asks for {unknown}"


def test_everything_that_a_route_takes_can_be_said(asked: dict[str, Asked]) -> None:
    for route in operations().keys() - FOR_OTHERS.keys():
        operation = operations()[route]
        parameters = operation.get("parameters", ())
        said = asked[route]
        query = {one["name"] for one in parameters if one["in"] == "query"}
        headers = {one["name"] for one in parameters if one["in"] == "header"}
        assert said.query == query, f"{route}: query {said.query ^ query}"
        assert said.headers == headers & HEADERS.keys(), f"{route}: headers {said.headers}"
        body = fields_of(operation)
        assert said.body == body, f"{route}: body {said.body ^ body}"


def fields_of(operation: dict[str, Any]) -> set[str]:
    """What may stand in the body of a request."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    for one in schema.get("anyOf", [schema]):
        if "$ref" in one:
            schema = document()["components"]["schemas"][one["$ref"].rpartition("/")[2]]
    return set(schema.get("properties", ()))
