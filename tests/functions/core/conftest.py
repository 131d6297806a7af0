"""Core's document, as the deployment puts it beside the code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.core import document

PATHS: dict[str, dict[str, dict[str, object]]] = {
    "/v1/health": {"get": {}},
    "/v1/users/me": {"get": {}, "patch": {}, "delete": {}},
    "/v1/users/{user_id}": {"get": {}},
    "/v1/channels/{channel_id}/messages": {"get": {}, "post": {}},
}


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[bytes]:
    """A small document of four paths, and one of no channels."""
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "paths": PATHS}))
    (tmp_path / "asyncapi.json").write_text(json.dumps({"asyncapi": "3.0.0"}))
    monkeypatch.setattr(document, "FOLDER", tmp_path)
    yield from _with_cold_caches(path.read_bytes())


@pytest.fixture
def unbundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[bytes]:
    """A checkout, where nothing was bundled."""
    monkeypatch.setattr(document, "FOLDER", tmp_path)
    yield from _with_cold_caches(b"")


def _with_cold_caches(given: bytes) -> Iterator[bytes]:
    for cached in (document.bundled, document.etag):
        cached.cache_clear()
    yield given
    for cached in (document.bundled, document.etag):
        cached.cache_clear()


@pytest.fixture(autouse=True)
def _counted(aws: str) -> None:
    """Every request is counted, in the table of core."""
