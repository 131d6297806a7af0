"""Bugs planted in a copy of the code: the suite must notice each, or its green means little."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.faults.figures import Figures
from tests.nightly.planted import BUGS, COMMONS, Bug

ROOT = Path(__file__).resolve().parents[2]
LINKED = (".venv", ".tools", "node_modules")
#: What a test that noticed says: not that the code could not run.
NOTICED = ("AssertionError", "assert", "Failed:", "commons.granted.NotGranted", "tests.faults")


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """The repository as it is, in a folder of its own; installed things are linked."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    for name in LINKED:
        (tmp_path / name).symlink_to(ROOT / name)
    yield tmp_path
    shutil.rmtree(tmp_path)


@dataclass(frozen=True)
class Outcome:
    """How the tests went: the first that failed, and what it said."""

    code: int
    failed: str
    said: str
    output: str


def _planted(copy: Path, bug: Bug) -> None:
    for file, old, new in bug.changes:
        path = copy / (file if file.startswith("functions/") else COMMONS + file)
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} is not once in {file}: plant the bug anew"
        path.write_text(text.replace(old, new))
        compile(path.read_text(), str(path), "exec")


def _tested(copy: Path, *tests: str) -> Outcome:
    report = copy / "report.xml"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
         "-m", "not nightly", f"--junitxml={report}", *tests],
        cwd=copy, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = failed = ""
    for case in ElementTree.parse(report).iter("testcase"):
        if (failure := case.find("failure")) is not None:
            failed, said = case.get("name", ""), failure.get("message", "")
    return Outcome(done.returncode, failed, said, done.stdout[-3000:])


@pytest.mark.nightly
@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_noticed(copy: Path, bug: str, figures: Figures) -> None:
    _planted(copy, BUGS[bug])
    outcome = _tested(copy, BUGS[bug].tests)
    assert outcome.code == 1, f"nobody noticed: {outcome.output}"
    assert outcome.said.startswith(NOTICED), f"{outcome.failed} broke: {outcome.said}"
    figures(bug, outcome.failed)


@pytest.mark.nightly
def test_without_a_bug_nothing_is_noticed(copy: Path) -> None:
    outcome = _tested(copy, *sorted({bug.tests for bug in BUGS.values()}))
    assert outcome.code == 0, outcome.output


@pytest.mark.parametrize("bug", BUGS)
def test_each_bug_can_still_be_planted(tmp_path: Path, bug: str) -> None:
    for folder in (COMMONS, "functions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    _planted(tmp_path, BUGS[bug])
