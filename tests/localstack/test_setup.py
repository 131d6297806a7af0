"""`tools/setup` and the locks: what a fresh machine is told, and what is pinned."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from localstack.instance import ROOT
from tools import environment

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def checkout(folder: Path) -> Path:
    """A copy of what `tools/setup` needs, not set up yet."""
    for name in ("tools/setup", "tools/environment.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


def run_setup(folder: Path, path: Path) -> "subprocess.CompletedProcess[str]":
    system = "/usr/bin:/bin"  # sh's own tools; the probes below hide its interpreters
    return subprocess.run(
        ["/bin/sh", str(folder / "tools/setup")],
        env={"PATH": f"{path}:{system}", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def fake(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def no_python(tmp_path: Path) -> Path:
    """Programs of a machine whose only interpreter is too old."""
    fake(tmp_path / "bin", "python3", "exit 1")
    return tmp_path / "bin"


def system_python_is_young() -> bool:
    """Whether /usr/bin has an interpreter that would be accepted."""
    code = "import ensurepip, sys; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13))"
    command = ["/usr/bin/python3", "-c", code]
    return Path(command[0]).exists() and not subprocess.run(command, check=False).returncode


def test_without_a_usable_python_the_remedy_is_named(tmp_path: Path, no_python: Path) -> None:
    done = run_setup(checkout(tmp_path), no_python)
    if system_python_is_young():
        assert "no usable Python" not in done.stderr
        return
    assert done.returncode == 1
    assert "remedy" in done.stderr
    assert "3.13" in done.stderr


def test_an_interpreter_without_venv_is_passed_over_and_said_so(
    tmp_path: Path, no_python: Path
) -> None:
    # Runs as 3.13, but cannot import ensurepip.
    fake(no_python, "python3.13", 'case "$2" in *ensurepip*) exit 1;; esac; exit 0')
    done = run_setup(checkout(tmp_path), no_python)
    assert "lacks venv/ensurepip" in done.stderr


def test_an_environment_is_built_once_and_again_when_its_lock_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    folder, lock = tmp_path / "made", tmp_path / "requirements/one.txt"
    lock.parent.mkdir()
    lock.write_text("a")
    folder.mkdir()
    built: list[int] = []
    for text in ("a", "a", "b"):
        lock.write_text(text)
        environment.refresh("one", folder, ["one"], lambda: built.append(1))
    assert len(built) == 2


def test_an_interrupted_build_is_not_taken_for_a_finished_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/one.txt").write_text("a")

    def fail() -> None:
        raise environment.SetupError("no network")

    with pytest.raises(environment.SetupError):
        environment.refresh("one", tmp_path, ["one"], fail)
    assert environment.current_stamp(tmp_path) is None


def test_pips_own_settings_count_for_uv_too() -> None:
    given = {"PIP_CERT": "/ca.pem", "PIP_INDEX_URL": "mirror", "VIRTUAL_ENV": "/other"}
    result = environment.installer_environment(given)
    assert result["SSL_CERT_FILE"] == "/ca.pem"
    assert result["UV_DEFAULT_INDEX"] == "mirror"
    assert "VIRTUAL_ENV" not in result


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "--index" not in text
    packages = re.findall(r"(?m)^([a-z0-9][\w.-]*(?:\[[\w,-]+\])?==\S+)", text)
    assert packages
    hashed = re.findall(r"(?m)^\S+==[^\n]*\\\n    --hash=sha256:", text)
    assert len(hashed) == len(packages)


def test_the_cdk_command_is_pinned_and_its_lock_names_no_registry() -> None:
    assert '"aws-cdk": "2.1148.1"' in (ROOT / "package.json").read_text()
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


def test_the_media_nodes_packages_stay_out_of_the_developers_environment() -> None:
    # pyopenssl, which aiortc brings, adds 61 modules to every botocore import.
    for name in ("dev", "layer"):
        text = (ROOT / f"requirements/{name}.txt").read_text()
        assert not re.search(r"(?mi)^(aiortc|pyopenssl)==", text)


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci/run").read_text()
    assert "make test" in script
    assert os.access(ROOT / ".ci/run", os.X_OK)
