"""`make endpoint` writes what passes every checker, or says why not and writes nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, sources
from tools.scaffold import Draft, main

ARCHIVE = ("archive_channel", "communities", "POST /channels/{channel_id}/archive")
MINE = ("list_my_badges", "users", "GET /users/me/badges")
LONG = (
    "lift_the_time_out_of_everybody_here",
    "communities",
    "DELETE /communities/{community_id}/members/{user_id}/time-outs/{time_out_id}",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the tracked sources, and the tools of this checkout."""
    (tmp_path / ".tools").symlink_to(ROOT / ".tools")
    for path in (*(source.path for source in sources()), "pyproject.toml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def make(root: Path, name: str, service: str, route: str) -> int:
    """The command."""
    asked = ["--name", name, "--service", service, "--route", route]
    return main([*asked, "--root", str(root)])


def contents(root: Path) -> dict[str, str]:
    """Every source by its path."""
    return {str(path): path.read_text() for path in sorted(root.rglob("*.py"))}


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """One of this environment's tools, in the copy."""
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("asked", [ARCHIVE, MINE, LONG], ids=lambda asked: asked[0])
def test_what_it_writes_is_in_the_house_style(copy: Path, asked: tuple[str, str, str]) -> None:
    assert make(copy, *asked) == 0
    files = list(Draft(*asked).files)
    for check in (("ruff", "check"), ("ruff", "format", "--check")):
        checked = run(copy, *check, *files)
        assert checked.returncode == 0, checked.stdout
    assert len(files) == 2


def test_it_says_what_was_written_and_what_is_next(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(copy, *ARCHIVE) == 0
    said = capsys.readouterr().out
    for words in (
        "wrote functions/communities/endpoints/archive_channel.py",
        "wrote tests/functions/communities/endpoints/test_archive_channel.py",
        "Only administrators may",
        '"POST /v1/channels/{channel_id}/archive": Entry(),',
        '"POST /channels/{channel_id}/archive": "ADMINISTRATOR",',
    ):
        assert words in said


def test_the_test_it_writes_says_what_to_do(copy: Path) -> None:
    assert make(copy, *ARCHIVE) == 0
    test = "tests/functions/communities/endpoints/test_archive_channel.py"
    shown = run(copy, "pytest", "-q", "--noconftest", "-k", "written", test)
    assert "1 failed" in shown.stdout, shown.stdout + shown.stderr
    assert "archive_channel is a draft. Write it in functions/communities/" in shown.stdout


@pytest.mark.nightly
def test_the_draft_is_declared_and_asks_for_a_token(copy: Path) -> None:
    assert make(copy, *ARCHIVE) == 0
    test = "tests/functions/communities/endpoints/test_archive_channel.py"
    house = "tests/architecture/test_services.py"
    rules = "every_function_says or has_its_test_file or has_its_file or calls_its_function"
    shown = run(copy, "pytest", "-q", test, house, "-k", f"test_archive_channel or {rules}")
    assert "1 failed, 5 passed" in shown.stdout, shown.stdout + shown.stderr
    assert "test_it_is_written" in shown.stdout


@pytest.mark.nightly
def test_what_it_writes_has_the_right_types(copy: Path) -> None:
    files: list[str] = []
    for asked in (ARCHIVE, MINE, LONG):
        assert make(copy, *asked) == 0
        files += Draft(*asked).files
    checked = run(copy, "mypy", *files)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"service": "archives"}, "'archives' is none of auth, communities, core"),
        ({"service": "../functions/auth"}, "is none of"),
        ({"name": "archiveChannel"}, "must be verb_noun in lower case"),
        ({"name": "archive"}, "must be verb_noun"),
        ({"name": "../x_y"}, "must be verb_noun"),
        ({"name": f"archive_{'x' * 60}"}, "characters too long"),
        ({"name": "ban_member"}, "ban_member.py exists already"),
        ({"name": "on_member_banned", "service": "realtime"}, "consumers/on_member_banned.py"),
        ({"route": "POST /v1/channels"}, "leave /v1 out"),
        ({"route": "FETCH /channels"}, "must be a method and a path"),
        ({"route": "POST channels"}, "must be a method and a path"),
        ({"route": "POST /channels/{channelId}"}, "must be a method and a path"),
        ({"route": 'POST /channels/"x'}, "must be a method and a path"),
        ({"route": f"POST /{'x' * 90}"}, "must be a method and a path"),
        ({"route": "POST /a/{some_id}/{some_id}"}, "names a parameter twice"),
        ({"route": "GET /channels/{id}"}, "declared already, in functions/communities"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    copy: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], said: str
) -> None:
    asked = dict(zip(("name", "service", "route"), ARCHIVE, strict=True)) | changed
    before = contents(copy)
    assert make(copy, **asked) == 1
    shown = capsys.readouterr()
    assert said in shown.err
    assert "Nothing was written." in shown.err
    assert shown.out == ""
    assert contents(copy) == before


def test_the_same_twice_is_refused(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert make(copy, *ARCHIVE) == 0
    before = contents(copy)
    assert make(copy, *ARCHIVE) == 1
    assert "exists already" in capsys.readouterr().err
    assert contents(copy) == before


def test_a_test_that_is_there_already_is_kept(copy: Path) -> None:
    kept = copy / "tests/functions/communities/endpoints/test_archive_channel.py"
    kept.write_text("kept")
    assert make(copy, *ARCHIVE) == 1
    assert kept.read_text() == "kept"
    assert not (copy / "functions/communities/endpoints/archive_channel.py").exists()


def test_without_arguments_it_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert 'make endpoint NAME=verb_noun SERVICE=service ROUTE="POST' in capsys.readouterr().err
