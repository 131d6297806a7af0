"""The AsyncAPI document is complete and valid."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator, Draft202012Validator

from commons import protocol
from commons.sockets import SocketAction
from stacks.catalog import Catalog
from stacks.contract import asyncapi
from stacks.contract.schemas import walk
from tests.architecture.sources import ROOT
from tools.events.described import all_events

#: Dev dependency of package.json; what the AsyncAPI project publishes of its own specification.
SPECIFICATION = ROOT / "node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """As it is served."""
    made: dict[str, Any] = json.loads(asyncapi.text(Catalog.load(), "7"))
    return made


def test_it_is_valid_asyncapi_3(document: dict[str, Any]) -> None:
    specification = Draft7Validator(json.loads(SPECIFICATION.read_text()))
    assert [error.message for error in specification.iter_errors(document)] == []
    assert document["info"]["version"] == "7"
    shouting = document["operations"]["send_hello"] | {"action": "shout"}
    operations = document["operations"] | {"send_hello": shouting}
    assert not specification.is_valid(document | {"operations": operations})


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for part in walk(document):
        if isinstance(reference := part.get("$ref"), str):
            found: Any = document
            for name in reference.removeprefix("#/").split("/"):
                assert name in found, reference
                found = found[name]


def test_every_op_and_event_is_in_it(document: dict[str, Any]) -> None:
    actions = [d for d in Catalog.load().declarations if isinstance(d, SocketAction) and d.is_frame]
    messages = document["components"]["messages"]
    for action in actions:
        assert action.route == "$default" or f"client_{action.route}" in messages
        assert {action.refuses, action.answers or "error"} <= messages.keys()
    assert protocol.SENT.keys() <= messages.keys()
    for event in all_events():
        assert event.name in document["components"]["schemas"]
        assert event.stream or f"{event.publisher}.{event.name}" in messages


def test_every_example_is_allowed_by_its_schema(document: dict[str, Any]) -> None:
    wrong = [
        f"{name}: {error.message}"
        for name, message in document["components"]["messages"].items()
        for example in message["examples"]
        for error in Draft202012Validator(
            _with_components(document, message["payload"]), validate_formats=True
        ).iter_errors(example["payload"])
    ]
    assert wrong == []


def _with_components(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return {"allOf": [schema], "components": document["components"]}
