"""The OpenAPI document is complete and valid."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from commons.declare import Access
from commons.http import Endpoint
from commons.permissions import names
from stacks import assets
from stacks.assets import service_code
from stacks.catalog import Catalog
from stacks.contract import openapi, problems
from stacks.contract.schemas import resolved


@pytest.fixture(scope="module")
def document(catalog: Catalog) -> dict[str, Any]:
    """As it is served."""
    made: dict[str, Any] = json.loads(openapi.text(catalog, "7"))
    return made


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["version"] == "7"
    assert document["servers"] == [{"url": "/"}]
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_is_in_it_and_nothing_else(document: dict[str, Any], catalog: Catalog) -> None:
    declared = {
        (d.route, d.method.lower()): d
        for d in catalog.declarations
        if isinstance(d, Endpoint) and d.path != "$default"
    }
    operations = {
        (path, method): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert operations.keys() == declared.keys()
    for key, operation in operations.items():
        endpoint = declared[key]
        anonymous = endpoint.access is Access.ANONYMOUS
        assert operation["operationId"] == endpoint.name
        assert operation["tags"] == [endpoint.service]
        assert operation["summary"] == endpoint.summary
        assert operation["security"] == ([] if anonymous else [{"bearer": []}])
        needed = endpoint.permission
        assert operation.get("x-permissions") == (names(needed) if needed is not None else None)
        assert str(endpoint.status) in operation["responses"]
        assert anonymous or "401" in operation["responses"]


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    names = [o["operationId"] for methods in document["paths"].values() for o in methods.values()]
    assert len(names) == len(set(names))


def test_refusals_are_problems(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status >= "4":
                    told = _resolved(answer, document)
                    assert list(told["content"]) == ["application/problem+json"]


def test_every_refusal_is_listed_by_its_code(document: dict[str, Any], catalog: Catalog) -> None:
    for endpoint in openapi.routed(catalog):
        answers = document["paths"][endpoint.route][endpoint.method.lower()]["responses"]
        listed = {
            (int(status), code) for status, answer in answers.items() if status >= "4"
            for code in _codes(_resolved(answer, document), document)
        }  # fmt: skip
        assert listed == {(p.status, p.code()) for p in problems.refusals(endpoint)}, endpoint.name
        assert listed >= {(p.status, p.code()) for p in endpoint.problems}


def test_every_example_is_allowed_by_its_schema(document: dict[str, Any]) -> None:
    wrong, count = [], 0
    for where, schema, example in _examples(document):
        whole = schema | {"components": document["components"]}
        errors = [
            e.message
            for e in Draft202012Validator(whole, validate_formats=True).iter_errors(example)
        ]
        wrong += [f"{where}: {message}" for message in errors]
        count += 1
    assert wrong == []
    assert count > len(document["paths"])


def test_links_lead_to_operations_with_all_that_these_need(document: dict[str, Any]) -> None:
    operations = {o["operationId"]: o for ms in document["paths"].values() for o in ms.values()}
    found = [
        (source, name, link)
        for source, operation in operations.items()
        for answer in operation["responses"].values()
        for name, link in answer.get("links", {}).items()
    ]
    for source, name, link in found:
        target = operations[link["operationId"]]
        needed = {p["name"] for p in target.get("parameters", ()) if p["in"] == "path"}
        assert needed == link.get("parameters", {}).keys(), (source, name)
    assert {(source, name) for source, name, _ in found} >= {
        ("create_community", "get_community"),
        ("create_channel", "send_message"),
        ("send_message", "delete_message"),
        ("create_invite", "accept_invite"),
        ("login", "refresh_token"),
    }


def _resolved(answer: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in answer:
        return answer
    found: dict[str, Any] = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return found


def _codes(answer: dict[str, Any], document: dict[str, Any]) -> list[str]:
    schema = answer["content"]["application/problem+json"]["schema"]
    schemas = document["components"]["schemas"]
    alternatives = schema.get("oneOf", [schema])
    return [resolved(a, schemas)["properties"]["code"]["const"] for a in alternatives]


def _examples(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Where each example stands, its schema, and the example."""
    for name, schema in document["components"]["schemas"].items():
        yield from ((name, schema, example) for example in schema.get("examples", ()))
    for methods in document["paths"].values():
        for operation in methods.values():
            where = operation["operationId"]
            bodies = [*operation.get("requestBody", {}).get("content", {}).values()]
            for answer in operation["responses"].values():
                bodies += _resolved(answer, document).get("content", {}).values()
            yield from ((where, b["schema"], b["example"]) for b in bodies if "example" in b)
            for parameter in operation.get("parameters", ()):
                for example in parameter["schema"].get("examples", ()):
                    yield f"{where} {parameter['name']}", parameter["schema"], example


def test_what_a_caller_does_not_send_is_not_a_parameter(document: dict[str, Any]) -> None:
    """Injected things (the caller, the standing) must not leak into the contract."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                assert parameter["in"] in {"path", "query", "header"}, path
                if parameter["in"] == "path":
                    assert f"{{{parameter['name']}}}" in path


def test_it_is_put_beside_the_code_that_asks_for_it(catalog: Catalog) -> None:
    archive = service_code(catalog.folder, "core", {openapi.FILE: "{}"})
    with zipfile.ZipFile(archive.path) as zipped:
        names = set(zipped.namelist())
        assert zipped.read(openapi.FILE) == b"{}"
    assert "functions/__init__.py" in names
    assert "functions/core/endpoints/get_openapi.py" in names
    assert not [n for n in names if n.startswith("functions/") and n.count("/") > 1
                and n.split("/")[1] not in {"core", "__pycache__"}]  # fmt: skip
    assert service_code(catalog.folder, "core", {}).digest != archive.digest


def test_an_archive_is_the_same_for_the_same_sources(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for name in ("first", "second"):
        monkeypatch.setattr(assets, "OUT", tmp_path / name)
        made.append(service_code(catalog.folder, "core", {}))
    first, second = made
    assert first.digest == second.digest
    assert first.path.read_bytes() == second.path.read_bytes()
