"""One synth of the real app for all tests of this folder; nothing is deployed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

# Before the CDK starts its Node process: template validation has its own test (test_validation).
os.environ["CDK_VALIDATION"] = "false"
os.environ["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "18,20"

from commons.declare import Declaration
from stacks.catalog import Catalog
from stacks.config import Config
from tests.stacks.templates import Template, functions

STAGES = ("local", "prod")
Deployment = Mapping[str, Template]
"""Templates by stack name without the stage."""


def home(deployment: Deployment, declared: Declaration) -> Template:
    """The stack that deploys a function."""
    service, suffix = declared.service, f"-{declared.service}-{declared.name.replace('_', '-')}"
    [found] = [
        template
        for name, template in deployment.items()
        if name.startswith(service) and any(f.endswith(suffix) for f in functions(template))
    ]
    return found


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """What the real functions declare."""
    return Catalog.load()


@pytest.fixture(scope="session")
def layer_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stands for a built layer: templates do not depend on what is in it."""
    folder = tmp_path_factory.mktemp("layer")
    (folder / "python").mkdir()
    (folder / "python" / "nothing.py").touch()
    return folder


@pytest.fixture(scope="session")
def assemblies(
    tmp_path_factory: pytest.TempPathFactory, catalog: Catalog, layer_dir: Path
) -> Mapping[str, Path]:
    """What the CDK wrote, for a stage that may be thrown away and for one that may not."""
    from aws_cdk import App

    from stacks.platform import platform

    made: dict[str, Path] = {}
    for stage in STAGES:
        out = tmp_path_factory.mktemp(stage)
        app = App(outdir=str(out), tree_metadata=False, analytics_reporting=False)
        context = {
            "stage": stage,
            "layer_dir": str(layer_dir),
            "allowed_origins": "https://app.example, https://www.example",
        }
        platform(app, Config.of(context), catalog)
        app.synth()
        made[stage] = out
    return made


@pytest.fixture(scope="session")
def deployments(assemblies: Mapping[str, Path]) -> Mapping[str, Deployment]:
    """The templates of both stages."""
    return {stage: _templates(stage, out) for stage, out in assemblies.items()}


def _templates(stage: str, out: Path) -> Deployment:
    return {
        path.name.removeprefix(f"{stage}-").removesuffix(".template.json"): Template(
            json.loads(path.read_text())
        )
        for path in sorted(out.glob("*.template.json"))
    }


@pytest.fixture(scope="session")
def local(deployments: Mapping[str, Deployment]) -> Deployment:
    """The stage ``local``."""
    return deployments["local"]


@pytest.fixture(scope="session")
def prod(deployments: Mapping[str, Deployment]) -> Deployment:
    """A stage with people's data."""
    return deployments["prod"]
