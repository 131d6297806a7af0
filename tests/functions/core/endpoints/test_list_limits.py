"""GET /limits"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from commons.limits import Bucket, policies
from commons.settings import settings
from commons.testing import call
from functions.core import limits
from functions.core.endpoints.list_limits import list_limits
from stacks.catalog import Catalog
from stacks.contract.limits import text


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The file that the deployment puts beside the code, as it makes it."""
    path = tmp_path / "limits.json"
    path.write_text(text(Catalog.load(), "1"))
    monkeypatch.setattr(limits, "BUNDLED", path)
    limits.collected.cache_clear()
    yield
    limits.collected.cache_clear()


def test_anybody_reads_every_rate_with_its_routes(aws: str, bundled: None) -> None:
    reply = call(list_limits, "/limits")
    assert reply.status == 200
    rates = {rate["name"]: rate for rate in reply.body["rate_limits"]}
    assert set(rates) == set(Bucket)
    chosen = policies(settings().limits)[Bucket.SEND]
    assert rates["send"] == {
        "name": "send",
        "per": "user",
        "requests": chosen.quota,
        "window_s": chosen.window_s,
        "routes": ["POST /v1/channels/{channel_id}/messages"],
    }
    assert rates["sign_up"]["per"] == "address"
    counted = [route for rate in rates.values() for route in rate["routes"]]
    assert len(counted) == len(set(counted)) > 40


def test_sizes_are_those_the_code_compares_with(aws: str, bundled: None) -> None:
    listed = {one["name"]: one["value"] for one in call(list_limits, "/limits").body["limits"]}
    assert listed["message_characters"] == 8000
    assert listed["channels_per_community"] == 500
    assert listed["frame_bytes"] == 30_720
    assert listed["idempotency_key_characters"] == 255
    assert listed["body_kilobytes"] == 64


def test_a_checkout_knows_its_rates_only(aws: str, tmp_path: Path) -> None:
    limits.collected.cache_clear()
    body = call(list_limits, "/limits").body
    limits.collected.cache_clear()
    assert body["limits"] == []
    assert json.dumps(body["rate_limits"])
