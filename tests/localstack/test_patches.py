"""Each patch is still needed by the unpatched, pinned emulator; when not, it should go."""

import subprocess
from pathlib import Path

import pytest

from localstack import patches
from localstack.emulator import EMULATOR_PYTHON, emulator_environment

PROBES = Path(__file__).with_name("upstream_probes.py")


@pytest.mark.parametrize("name", patches.NAMES)
def test_upstream_still_needs_the_patch(name: str, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    done = subprocess.run(
        [EMULATOR_PYTHON, PROBES, name],
        env=emulator_environment(tmp_path, 4566),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"remove localstack/patches/{name}.py? {done.stdout}{done.stderr}"
    assert "still needed" in done.stdout


def test_every_patch_says_what_is_wrong_upstream_and_is_listed() -> None:
    files = sorted(Path(patches.__file__).parent.glob("[a-z]*.py"))
    assert {file.stem for file in files} == set(patches.NAMES)
    for file in files:
        assert "Upstream (" in file.read_text(), f"{file.name} does not say what upstream does"


def test_the_pin_is_the_version_the_patches_were_written_for() -> None:
    locked = (EMULATOR_PYTHON.parents[3] / "requirements/emulator.txt").read_text()
    assert "ministack==1.5.33 " in locked
    assert "1.5.33" in (patches.__doc__ or "")
