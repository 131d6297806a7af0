"""The demo passes on a sound platform and says what is wrong with an unsound one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from creavio.address import find_api_url
from creavio.demo import Demo, DemoFailedError, compare, main, percentile

from .conftest import Stub


async def test_the_demo_passes(stub: Stub) -> None:
    lines: list[str] = []
    await Demo(stub.api_url, random.Random(1), 30, lines.append, (0, 0)).run()
    text = "\n".join(lines)
    assert "is cut off" in text
    assert "is back" in text
    assert "41 messages acknowledged and stored" in text
    assert "over 30 messages, one at a time: p50" in text


async def test_the_demo_passes_in_bad_weather(stub: Stub) -> None:
    stub.http.fault("POST", "/messages$", "lose", times=3)
    stub.http.fault("POST", "/communities$", "lose")
    stub.http.fault("POST", "/auth/register$", "lose")
    stub.gateway.lose_acks = 2
    await Demo(stub.api_url, random.Random(2), 20, lambda line: None, (0, 0)).run()
    assert len(stub.world.users) == 2


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        ([(1, "a"), (3, "c")], "1 of 3 messages are lost"),
        ([(1, "a"), (2, "b"), (2, "b"), (3, "c")], "1 messages came more than once"),
        ([(2, "b"), (1, "a"), (3, "c")], "the order differs"),
        ([(1, "a"), (2, "b"), (3, "c"), (4, "d")], "1 messages are not stored"),
    ],
)
def test_the_demo_notices(seen: list[tuple[int, str]], reason: str) -> None:
    with pytest.raises(DemoFailedError, match=reason):
        compare("what alice saw", seen, [(1, "a"), (2, "b"), (3, "c")])


def test_percentiles_are_nearest_rank() -> None:
    values = [float(n) for n in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.99)) == (50, 99)
    assert percentile([7.0], 0.99) == 7


def test_an_unreachable_api_is_a_clear_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--api", "nonsense"]) == 1
    assert "not an http(s) URL" in capsys.readouterr().err


def test_the_api_is_found_in_a_parent_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREAVIO_API", raising=False)
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "outputs.json").write_text('{"api_url": "http://127.0.0.1:1/x"}')
    assert find_api_url(start=inner) == "http://127.0.0.1:1/x"
    assert find_api_url("http://said", start=inner) == "http://said"
    monkeypatch.setenv("CREAVIO_API", "http://variable")
    assert find_api_url(start=inner) == "http://variable"
