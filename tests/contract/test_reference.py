"""docs/reference is what the code says, and takes nothing away from clients."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from stacks.contract.__main__ import FOLDER, generated, incompatible
from stacks.contract.changes import broken

UPDATE = "docs/reference is not what the code says: run `make reference` and commit what it writes"
Document = dict[str, Any]


@pytest.fixture(scope="module")
def fresh() -> dict[str, str]:
    return generated()


def test_the_committed_reference_is_the_generated_one(fresh: dict[str, str]) -> None:
    committed = {path.name: path.read_text() for path in FOLDER.iterdir()}
    assert sorted(committed) == sorted(fresh), UPDATE
    assert [name for name in fresh if fresh[name] != committed[name]] == [], UPDATE


def test_nothing_that_clients_rely_on_was_taken_away(fresh: dict[str, str]) -> None:
    assert incompatible(fresh) == [], (
        "older clients break; if that is meant: python -m stacks.contract --incompatible"
    )


def test_every_link_in_the_pages_leads_somewhere(fresh: dict[str, str]) -> None:
    headings = {
        name: {_anchor(line) for line in text.splitlines() if line.startswith("#")}
        for name, text in fresh.items()
        if name.endswith(".md")
    }
    for name, text in fresh.items():
        if not name.endswith(".md"):
            continue
        for page, _, anchor in (link.partition("#") for link in re.findall(r"\]\(([^)]+)\)", text)):
            assert not page or (FOLDER / page).exists(), (name, page)
            if anchor and (page or name) in headings:
                assert anchor in headings[page or name], (name, page, anchor)


def _http(change: Callable[[Document], None]) -> list[str]:
    return _changed("openapi.json", change)


def _frames(change: Callable[[Document], None]) -> list[str]:
    return _changed("asyncapi.json", change)


def _changed(name: str, change: Callable[[Document], None]) -> list[str]:
    before: Document = json.loads((FOLDER / name).read_text())
    now = copy.deepcopy(before)
    change(now)
    return broken(before, now)


def _create(document: Document) -> Document:
    found: Document = document["paths"]["/v1/communities"]["post"]
    return found


def _schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def test_what_is_only_added_breaks_nobody() -> None:
    def add(document: Document) -> None:
        document["paths"]["/v1/more"] = {"get": {"responses": {}}}
        _schema(document, "NewCommunity")["properties"]["more"] = {"type": "string"}
        _schema(document, "CommunityOut")["properties"]["more"] = {"type": "string"}
        _schema(document, "CommunityOut")["required"].append("more")
        _schema(document, "NewCommunity")["properties"]["name"]["maxLength"] += 1
        _create(document)["responses"]["418"] = {"description": "new"}

    assert _http(add) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["paths"].pop("/v1/communities"), "POST /v1/communities was removed"),
        (
            lambda d: _create(d)["responses"].pop("201"),
            "POST /v1/communities no longer answers 201",
        ),
        (
            lambda d: _schema(d, "NewCommunity")["properties"].pop("description"),
            "POST /v1/communities: body.description was removed",
        ),
        (
            lambda d: _schema(d, "NewCommunity")["required"].append("description"),
            "POST /v1/communities: body.description is now required",
        ),
        (
            lambda d: _schema(d, "NewCommunity")["properties"]["name"].update(maxLength=10),
            "POST /v1/communities: body.name has a lower maxLength: 10",
        ),
        (
            lambda d: _schema(d, "NewCommunity")["properties"]["visibility"].update(enum=[]),
            "POST /v1/communities: body.visibility may no longer be private or public",
        ),
        (
            lambda d: _schema(d, "CommunityOut")["properties"].pop("owner_id"),
            "POST /v1/communities 201: owner_id was removed",
        ),
        (
            lambda d: _schema(d, "CommunityOut")["required"].remove("owner_id"),
            "POST /v1/communities 201: owner_id was always there and may now be absent",
        ),
        (
            lambda d: _schema(d, "CommunityOut")["properties"]["owner_id"].update(type="integer"),
            "POST /v1/communities 201: owner_id was string and may be integer",
        ),
        (
            lambda d: _schema(d, "ChannelOut")["properties"].pop("position"),
            "POST /v1/communities 201: channels[].position was removed",
        ),
        (
            lambda d: _create(d).update(parameters=[{"name": "X", "in": "header", "required": True,
                                                     "schema": {}}]),
            "POST /v1/communities now requires x",
        ),
        (
            lambda d: _create(d).update({"x-permissions": ["ADMINISTRATOR"]}),
            "POST /v1/communities now needs ADMINISTRATOR",
        ),
    ],
)  # fmt: skip
def test_what_breaks_clients_of_the_http_api_is_named(
    change: Callable[[Document], None], told: str
) -> None:
    assert told in _http(change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["components"]["messages"].pop("gap"), "gap was removed"),
        (
            lambda d: _schema(d, "Batch")["properties"].pop("pv"),
            "batch: d.pv was removed",
        ),
        (
            lambda d: _schema(d, "Event")["oneOf"].remove(
                {"$ref": "#/components/schemas/THREAD_DELETE"}
            ),
            "batch: d.e[] can no longer be THREAD_DELETE",
        ),
        (
            lambda d: _schema(d, "FocusFrame")["required"].append("cursors"),
            "client_focus: d.cursors is now required",
        ),
        (
            lambda d: _schema(d, "MemberBanned")["properties"].pop("actor_id"),
            "communities.MemberBanned: actor_id was removed",
        ),
    ],
)
def test_what_breaks_clients_of_the_gateway_is_named(
    change: Callable[[Document], None], told: str
) -> None:
    assert told in _frames(change)


def _anchor(heading: str) -> str:
    """As GitHub makes it."""
    text = re.sub(r"[^\w\- ]", "", heading.lstrip("#").strip().lower())
    return text.replace(" ", "-")
