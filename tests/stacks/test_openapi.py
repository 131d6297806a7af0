"""The OpenAPI document is complete and valid."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from commons.declare import Access
from commons.http import Endpoint
from stacks import assets, openapi
from stacks.assets import service_code
from stacks.catalog import Catalog


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
        assert operation.get("x-permission") == (
            endpoint.permission.name if endpoint.permission is not None else None
        )
        assert str(endpoint.status) in operation["responses"]
        assert ("401" in operation["responses"]) == (not anonymous)


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    names = [o["operationId"] for methods in document["paths"].values() for o in methods.values()]
    assert len(names) == len(set(names))


def test_refusals_are_problems(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status >= "4":
                    assert list(answer["content"]) == ["application/problem+json"]


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
