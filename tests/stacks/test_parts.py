"""A service of more functions than a stack holds: its routed functions live in several."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from aws_cdk import App

from stacks.catalog import Catalog
from stacks.config import Config
from stacks.parts import part_of
from stacks.platform import platform
from tests.stacks.shop import SHOP, only_shop
from tests.stacks.templates import Template, functions

ROUTES, STACKS = 140, 4
NAMES = [f"get_thing_{n:03}" for n in range(ROUTES)]
MAX_RESOURCES = 400


@pytest.fixture(scope="module")
def folder(layer_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service of 140 routes, synthesized for a stage with steps (seven resources a route)."""
    out = tmp_path_factory.mktemp("large")
    app = App(outdir=str(out), tree_metadata=False, analytics_reporting=False)
    small = only_shop(routes=ROUTES)
    large = Catalog(small.package, {SHOP: replace(small.by_name[SHOP], stacks=STACKS)})
    large.check()
    platform(app, Config.of({"stage": "prod", "layer_dir": str(layer_dir)}), large)
    app.synth()
    return out


@pytest.fixture(scope="module")
def stacks(folder: Path) -> Mapping[str, Template]:
    """Its stacks by name."""
    made = {
        path.name.removesuffix(".template.json"): Template(json.loads(path.read_text()))
        for path in folder.glob("prod-shop*.template.json")
    }
    return dict(sorted(made.items()))


def test_140_routes_fit(stacks: Mapping[str, Template]) -> None:
    assert list(stacks) == ["prod-shop", *(f"prod-shop-{n}" for n in range(2, STACKS + 1))]
    sizes = {name: len(template.raw["Resources"]) for name, template in stacks.items()}
    assert max(sizes.values()) <= MAX_RESOURCES, sizes
    routes = Counter(
        route.props["RouteKey"] for t in stacks.values() for route in t.of("ApiGatewayV2::Route")
    )
    assert len(routes) == ROUTES
    assert set(routes.values()) == {1}


def test_what_no_request_calls_and_what_there_is_once_is_in_the_first(
    stacks: Mapping[str, Template],
) -> None:
    first, *others = stacks.values()
    assert {"prod-shop-close-sale", "prod-shop-on-community-created"} <= functions(first).keys()
    once = {
        r.type.removeprefix("AWS::") for t in others for r in t if r.type != "AWS::CDK::Metadata"
    }
    assert once == {
        "ApiGatewayV2::Integration",
        "ApiGatewayV2::Route",
        "CodeDeploy::DeploymentGroup",
        "IAM::Role",
        "Lambda::Alias",
        "Lambda::Function",
        "Lambda::LayerVersion",
        "Lambda::Version",
    }
    for template in stacks.values():
        assert "Fn::ImportValue" not in json.dumps(template.raw)


def test_each_stack_waits_for_the_one_before_it(folder: Path) -> None:
    artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"]
    for number in range(2, STACKS + 1):
        earlier = "prod-shop" if number == 2 else f"prod-shop-{number - 1}"
        assert earlier in artifacts[f"prod-shop-{number}"]["dependencies"]


def test_a_new_function_moves_no_other() -> None:
    """The assignment is a function of the name and the number of stacks: these are for ever."""
    assert [part_of(name, 3) for name in NAMES[:8]] == [2, 1, 1, 0, 2, 1, 1, 2]


def test_one_stack_more_moves_only_what_it_gets() -> None:
    for parts in range(1, 8):
        moved = [n for n in NAMES if part_of(n, parts) != part_of(n, parts + 1)]
        assert all(part_of(name, parts + 1) == parts for name in moved)
        assert len(moved) < 2 * ROUTES / (parts + 1)


def test_stacks_are_about_as_large_as_each_other() -> None:
    for parts in range(1, 8):
        counts = Counter(part_of(name, parts) for name in NAMES)
        assert set(counts) == set(range(parts))
        assert max(counts.values()) < 1.6 * ROUTES / parts
