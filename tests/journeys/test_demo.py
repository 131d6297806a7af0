"""The README's demonstration: two people meet, talk, lose a connection and resume."""

import pytest

from creavio import demo


def test_the_demo_shows_two_people_talking(
    api_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main(["--api", api_url, "--messages", "20"]) == 0
    said = capsys.readouterr().out
    assert "31 messages acknowledged and stored; both saw every one once" in said
    print(said.splitlines()[-1])
