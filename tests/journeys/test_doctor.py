"""The doctor finds nothing wrong with the deployed platform."""

from __future__ import annotations

import asyncio
import json

import pytest

from creavio import Client
from creavio.cli import main
from creavio.doctor import Level, examine
from creavio.doctor.account import examine_account


async def test_a_platform_just_brought_up_is_well(alice: Client) -> None:
    found = await examine(alice, timeout_s=30)
    assert [one for one in found if one.level is Level.FAILED] == []
    levels = {one.check: one.level for one in found}
    for check in ("api", "clock", "tls", "openapi", "keys", "token", "gateway"):
        assert levels[check] is Level.OK, found


async def test_its_account_is_in_order(
    outputs: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", outputs["endpoint_url"])
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", outputs["region"])
    found = await asyncio.to_thread(examine_account, outputs["stage"])
    assert [one for one in found if one.level is Level.FAILED] == []
    levels = {one.check: one.level for one in found}
    for check in ("streams", "dead letters", "alarms", "integrations"):
        assert levels[check] is Level.OK, found


def test_the_command_needs_nobody_logged_in(
    api_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--as", "nobody-here", "doctor", "--api", api_url, "--json"]) == 0
    levels = {one["check"]: one["level"] for one in json.loads(capsys.readouterr().out)}
    assert (levels["api"], levels["gateway"]) == ("ok", "skip")
