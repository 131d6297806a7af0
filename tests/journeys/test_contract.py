"""The contract fuzzed over real HTTP, against the deployed stacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from commons.declare import services
from tests.contract.fuzz import Fuzz
from tests.contract.test_fuzz import EXAMPLES


@pytest.mark.parametrize("service", services())
def test_what_is_deployed_keeps_the_contract_at_a_glance(
    api_url: str, tmp_path: Path, service: str
) -> None:
    only = ("--include-tag", service)
    status, told = Fuzz(api_url, tmp_path, 1, phases="examples,fuzzing", more=only).run()
    assert status == 0, told[-30_000:]


@pytest.mark.nightly
@pytest.mark.parametrize("service", services())
def test_a_deployed_service_keeps_the_contract(api_url: str, tmp_path: Path, service: str) -> None:
    phases, only = "examples,coverage,fuzzing", ("--include-tag", service)
    status, told = Fuzz(api_url, tmp_path, EXAMPLES, phases=phases, more=only).run()
    assert status == 0, told[-30_000:]


@pytest.mark.nightly
def test_what_is_made_there_is_read_changed_and_deleted(api_url: str, tmp_path: Path) -> None:
    status, told = Fuzz(api_url, tmp_path, EXAMPLES, phases="stateful").run()
    assert status == 0, told[-30_000:]
