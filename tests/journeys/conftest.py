"""The deployed stacks, brought up once for all journeys of a test process, and taken down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bench.people import sign_up
from creavio import Client
from localstack.instance import ROOT, Instance
from tests.journeys.operator import Operator


@pytest.fixture(scope="session")
def outputs(worker: str) -> Iterator[dict[str, str]]:
    """What `make up` writes down, for an instance of the tests' own."""
    name = f"journeys-{worker}"
    command = [sys.executable, "-m", "localstack"]
    brought = [*command, "up", "--name", name, "--port", "0", "--no-seed"]
    up = subprocess.run(brought, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        assert up.returncode == 0, f"the platform did not come up:\n{up.stdout}\n{up.stderr}"
        found: dict[str, str] = json.loads(Path(Instance(name).outputs).read_text())
        yield found
    finally:
        subprocess.run([*command, "down", "--name", name], cwd=ROOT, check=True)
        Instance(name).remove()


@pytest.fixture(scope="session")
def operator(outputs: dict[str, str]) -> Operator:
    """Who runs the platform."""
    return Operator(outputs)


@pytest.fixture
def api_url(outputs: dict[str, str]) -> str:
    """The client API, before ``/v1``."""
    return outputs["api_url"]


@pytest.fixture
async def alice(api_url: str) -> AsyncIterator[Client]:
    """Somebody who has signed up."""
    async with Client(api_url) as client:
        await sign_up(client, "alice")
        yield client


@pytest.fixture
async def bob(api_url: str) -> AsyncIterator[Client]:
    """Somebody else who has signed up."""
    async with Client(api_url) as client:
        await sign_up(client, "bob")
        yield client
