"""cdk-nag finds nothing but what has a reason, and every reason has its finding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from aws_cdk import Acknowledgment, App
from cdk_nag import AwsSolutionsChecks, ServerlessChecks
from constructs import Construct

from stacks import acknowledgements
from stacks.catalog import Catalog
from stacks.config import Config
from stacks.platform import platform
from tests.stacks.shop import only_shop

Finding = tuple[str, str]
"""Path of the construct, and the rule."""


class Recorder:
    """In the place of the CDK's Validations: notes what is acknowledged instead of hiding it."""

    noted: dict[Finding, str]

    def __init__(self, path: str) -> None:
        self.path = path

    @classmethod
    def of(cls, construct: Construct) -> Recorder:
        """The validations of a construct."""
        return cls(construct.node.path)

    def acknowledge(self, *given: Acknowledgment) -> None:
        """Note them."""
        for each in given:
            pack, _, rule = each.id.partition("::")
            assert rule.startswith(f"{pack}-"), "a bare id silently matches nothing"
            assert (self.path, rule) not in self.noted, f"{rule} twice on {self.path}"
            self.noted[self.path, rule] = each.reason


@pytest.mark.parametrize(
    ("context", "built"),
    [
        ({"stage": "prod"}, Catalog.load),
        ({"stage": "dev", "tracing": "on"}, Catalog.load),
        ({"stage": "prod"}, only_shop),
    ],
)
def test_each_finding_has_its_reason_and_each_reason_its_finding(
    context: dict[str, str],
    built: Callable[[], Catalog],
    layer_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Recorder, "noted", {}, raising=False)
    monkeypatch.setattr(acknowledgements, "Validations", Recorder)
    app = App(tree_metadata=False, analytics_reporting=False)
    platform(app, Config.of(context | {"layer_dir": str(layer_dir)}), built())

    found = {
        (resource.resource_logical_id or resource.construct_path, violation.rule_name)
        for pack in (AwsSolutionsChecks(), ServerlessChecks())
        for violation in pack.validate_scope(app).violations
        for resource in violation.violating_resources
    }

    unexplained, stale = found - Recorder.noted.keys(), Recorder.noted.keys() - found
    assert not unexplained
    assert not stale
    assert all(len(reason) > 40 for reason in Recorder.noted.values())
