"""The contract fuzzed in this process: real machinery on the bare emulator, a real port.

``make nightly`` sends at least 500 requests to every operation; FUZZ says another number.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from commons.declare import services
from functions.core import document
from stacks.catalog import Catalog
from stacks.contract import FILES
from tests.contract.fuzz import Fuzz
from tests.contract.in_process import served

EXAMPLES = int(os.environ.get("FUZZ", "500"))


@pytest.fixture
def address(aws: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the endpoints are served, documents and all."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text(Catalog.load(), "0"))
    monkeypatch.setattr(document, "FOLDER", tmp_path)
    for cached in (document.bundled, document.etag):
        cached.cache_clear()
    with served() as url:
        yield url
    for cached in (document.bundled, document.etag):
        cached.cache_clear()


@pytest.mark.nightly
@pytest.mark.parametrize("service", services())
def test_a_service_keeps_the_contract(address: str, tmp_path: Path, service: str) -> None:
    phases, only = "examples,coverage,fuzzing", ("--include-tag", service)
    status, told = Fuzz(address, tmp_path, EXAMPLES, phases=phases, more=only).run()
    assert status == 0, told[-30_000:]


@pytest.mark.nightly
def test_what_one_answer_leads_to_keeps_the_contract(address: str, tmp_path: Path) -> None:
    """Stateful: the links from what is made to what reads, changes and deletes it."""
    status, told = Fuzz(address, tmp_path, EXAMPLES, phases="stateful").run()
    assert status == 0, told[-30_000:]
