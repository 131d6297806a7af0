"""What CI does is what people type, with no more rights than each job needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from stacks.config import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
READ = {"contents": "read"}
DEPLOYS = READ | {"id-token": "write"}


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every job of every workflow."""
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            yield f"{path.name}: {name}", job


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every step of every job."""
    for name, job in jobs():
        yield from ((name, step) for step in job.get("steps", ()))


def test_steps_are_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = [(name, step["run"]) for name, step in steps() if "run" in step]
    assert {command for _, command in commands} >= {"make test", "make deploy", "make diff"}
    for name, command in commands:
        words = re.fullmatch(r"make ([a-z-]+)( [A-Z]+=[a-z0-9]+)*", command)
        assert words is not None, f"{name}: {command}"
        assert words[1] in targets, f"{name}: {command}"


def test_actions_are_pinned_by_commit_and_say_their_version() -> None:
    for path in WORKFLOWS:
        for line in path.read_text().splitlines():
            if "uses:" in line and "./.github" not in line:
                assert re.search(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_nothing_has_rights_it_does_not_need() -> None:
    for path in WORKFLOWS:
        assert yaml.safe_load(path.read_text())["permissions"] == {}
    for name, job in jobs():
        deploys = "deploy" in name.split(": ")[1]
        assert job["permissions"] == (DEPLOYS if deploys else READ), name
    for name, step in steps():
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False, name
        assert "secrets." not in str(step), f"{name}: roles are assumed, no key is stored"


def test_a_deployment_waits_for_tests_and_for_its_environment() -> None:
    found = dict(jobs())
    assert set(found["ci.yml: deploy-dev"]["needs"]) == {"test", "synth"}
    assert found["ci.yml: deploy-prod"]["needs"] == ["deploy-dev"]
    assert found["deploy.yml: deploy"]["environment"] == "${{ inputs.stage }}"
    assert "push" in found["ci.yml: deploy-dev"]["if"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_outsiders_text_reaches_a_shell(path: Any) -> None:
    assert "pull_request_target" not in path.read_text()
    for name, step in steps():
        assert "${{" not in step.get("run", ""), name
