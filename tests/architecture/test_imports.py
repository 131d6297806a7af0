"""What importing a function loads, in the built layer and nothing else: little, and no I/O."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commons.carrier import carrier
from commons.declare import Declaration
from commons.http import Endpoint
from commons.sockets import SocketAction
from commons.testing import declarations
from layers.dependencies.build import build
from tests.architecture.sources import ROOT

ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
MOST = {"endpoints": 660, "sockets": 430, "consumers": 330, "jobs": 330}
#: Never in a function: what deploys, what tests, boto3 (botocore is enough), what logs when quiet.
NOWHERE = {"aws_cdk", "constructs", "jsii", "pytest", "boto3", "aws_lambda_powertools"}
#: Heavy packages, and the services that may pay for them.
HEAVY = {
    "stripe": {"payments"},
    "opensearchpy": {"search"},
    "strawberry": {"graphql"},
    "aiortc": set[str](),
    "jwt": {"auth"},
    "argon2": {"auth"},
}
WEB = {"fastapi", "starlette", "mangum"}


@dataclass(frozen=True)
class Loaded:
    """What importing one function did."""

    declared: Declaration
    imported: int
    serving: int
    added: list[str]
    io: list[str]

    @property
    def packages(self) -> set[str]:
        """The top-level names of everything loaded."""
        return {name.partition(".")[0] for name in self.added}

    def __str__(self) -> str:
        return f"{self.declared.handler}: {self.imported} imported, {self.serving} serving"


@pytest.fixture(scope="module")
def loaded() -> Iterator[list[Loaded]]:
    """Every function, each imported in a process of its own without any setting of AWS."""
    layer = build(ARCHITECTURES[platform.machine().lower()]) / "python"
    deployed = [*declarations(), carrier("auth")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield list(pool.map(lambda declared: _probe(declared, layer), deployed))


def test_no_function_loads_more_than_its_budget(
    loaded: list[Loaded], capsys: pytest.CaptureFixture[str]
) -> None:
    heaviest = {kind: max(_of(loaded, kind), key=lambda one: one.serving) for kind in MOST}
    with capsys.disabled():
        print()
        for kind, one in heaviest.items():
            print(f"  most modules of {kind}: {one}, of {MOST[kind]}")
    over = [str(one) for one in loaded if one.serving > MOST[one.declared.folder]]
    assert over == []


def test_importing_a_function_does_no_io(loaded: list[Loaded]) -> None:
    assert {str(one): one.io for one in loaded if one.io} == {}


def test_a_function_loads_no_other_service(loaded: list[Loaded]) -> None:
    reaching = {
        one.declared.handler: others
        for one in loaded
        if (others := _services(one) - {one.declared.service})
    }
    assert reaching == {}


def test_only_endpoints_load_fastapi(loaded: list[Loaded]) -> None:
    web = [
        one.declared.handler
        for one in loaded
        if not isinstance(one.declared, Endpoint) and one.packages & WEB
    ]
    assert web == []


def test_consumers_and_jobs_load_no_pydantic(loaded: list[Loaded]) -> None:
    validating = [
        one.declared.handler
        for one in loaded
        if not isinstance(one.declared, Endpoint | SocketAction) and "pydantic" in one.packages
    ]
    assert validating == []


def test_no_function_loads_what_none_needs(loaded: list[Loaded]) -> None:
    needless = {one.declared.handler: one.packages & NOWHERE for one in loaded}
    assert {handler: names for handler, names in needless.items() if names} == {}


def test_heavy_packages_are_loaded_by_their_services_only(loaded: list[Loaded]) -> None:
    heavy = [
        f"{one.declared.handler} {package}"
        for one in loaded
        for package, allowed in HEAVY.items()
        if package in one.packages and one.declared.service not in allowed
    ]
    assert heavy == []


def test_passwords_are_hashed_by_two_functions(loaded: list[Loaded]) -> None:
    hashing = {one.declared.name for one in loaded if "argon2" in one.packages}
    assert hashing == {"login", "register"}


def test_no_function_loads_what_only_tests_use(loaded: list[Loaded]) -> None:
    assert [str(one) for one in loaded if "commons.testing" in one.added] == []


def test_the_probe_sees_io(tmp_path: Path) -> None:
    planted = "import socket, subprocess\nopen(__file__ + '.log', 'w').close()\nsocket.socket()\n"
    (tmp_path / "planted.py").write_text(planted + "subprocess.run(['true'], env={})\n")
    seen = [entry.partition(" ")[0] for entry in _measured("planted", tmp_path)["io"]]
    assert seen[:2] == ["open", "socket.__new__"]
    assert "subprocess.Popen" in seen


def _probe(declared: Declaration, layer: Path) -> Loaded:
    module = declared.handler.rpartition(".")[0]
    return Loaded(declared, **_measured(module, layer, ROOT / "layers/commons/python", ROOT))


def _measured(module: str, *paths: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "tests/architecture/probe.py", module, *paths],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{module}: {done.stderr}"
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _of(loaded: list[Loaded], kind: str) -> list[Loaded]:
    return [one for one in loaded if one.declared.folder == kind]


def _services(one: Loaded) -> set[str]:
    below = (name.split(".") for name in one.added if name.startswith("functions."))
    return {parts[1] for parts in below}
