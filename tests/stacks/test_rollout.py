"""New code behind the APIs reaches people in steps, and is taken back when an alarm speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_

from commons.http import Endpoint
from commons.sockets import SocketAction
from stacks.catalog import Catalog
from stacks.config import Config
from stacks.constructs.rollout import add_alias
from stacks.names import Names
from stacks.platform import platform
from tests.stacks.conftest import Deployment, home
from tests.stacks.templates import Resource, Template, statements
from tests.stacks.test_triggers import parts

NAMES = Names("prod")
PER_ROUTE = 7


def behind_apis(catalog: Catalog) -> list[Endpoint | SocketAction]:
    """Functions that somebody waits for."""
    return [d for d in catalog.declarations if isinstance(d, Endpoint | SocketAction)]


def test_apis_call_functions_by_their_alias_and_nothing_else_has_one(
    local: Deployment, catalog: Catalog
) -> None:
    for d in catalog.declarations:
        template, name = home(local, d), Names("local").function(d)
        aliases = parts(template, name, "Lambda::Alias")
        assert len(aliases) == isinstance(d, Endpoint | SocketAction), name
        for alias in aliases:
            assert alias.props["Name"] == "live"
            [version] = parts(template, name, "Lambda::Version")
            assert alias.props["FunctionVersion"] == f"${{{version.id}.Version}}"
            for integration in parts(template, name, "ApiGatewayV2::Integration"):
                assert f"${{{alias.id}}}" in integration.props["IntegrationUri"]


def test_the_apis_may_call_by_the_alias_only(prod: Deployment) -> None:
    [role] = [r for r in prod["core"].of("IAM::Role") if r.id == "InvokeRole"]
    [statement] = statements(role)
    assert statement["Action"] == ["lambda:InvokeFunction"]
    [resource] = statement["Resource"]
    assert resource.endswith(":function:prod-*:live")


def test_where_people_are_traffic_moves_by_a_tenth_first(
    prod: Deployment, catalog: Catalog
) -> None:
    alarms = {a.props["AlarmName"] for t in prod.values() for a in t.of("CloudWatch::Alarm")}
    for d in behind_apis(catalog):
        template, name = home(prod, d), NAMES.function(d)
        [alias] = parts(template, name, "Lambda::Alias")
        update = alias.raw["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        group = by_id(template)[update["DeploymentGroupName"]["Ref"]]
        assert update["ApplicationName"] == group.props["ApplicationName"] == "prod"
        assert group.props["DeploymentConfigName"].endswith("LambdaCanary10Percent5Minutes")
        watched = {a["Name"] for a in group.props["AlarmConfiguration"]["Alarms"]}
        assert group.props["AlarmConfiguration"]["Enabled"] is True
        assert {"prod-failures", "prod-client-5xx", "prod-socket-5xx"} <= watched <= alarms
        rollback = group.props["AutoRollbackConfiguration"]
        assert rollback["Enabled"] is True
        assert "DEPLOYMENT_STOP_ON_ALARM" in rollback["Events"]


def test_the_rollback_alarms_are_deployed_before_any_function_of_a_service(
    prod: Deployment,
) -> None:
    core = {a.props["AlarmName"] for a in prod["core"].of("CloudWatch::Alarm")}
    for template in prod.values():
        for group in template.of("CodeDeploy::DeploymentGroup"):
            assert {a["Name"] for a in group.props["AlarmConfiguration"]["Alarms"]} <= core


def test_codedeploy_may_move_aliases_of_the_stage_and_read_its_alarms(prod: Deployment) -> None:
    [role] = [r for r in prod["core"].of("IAM::Role") if r.id == "RolloutRole"]
    for statement in statements(role):
        assert all(":prod-" in resource for resource in statement["Resource"])
    [trusted] = role.props["AssumeRolePolicyDocument"]["Statement"]
    assert trusted["Principal"] == {"Service": "codedeploy.amazonaws.com"}


def test_throwaway_stages_deploy_at_once(local: Deployment) -> None:
    for template in local.values():
        assert not [r for r in template if r.type.startswith("AWS::CodeDeploy::")]
        assert not [a for a in template.of("Lambda::Alias") if "UpdatePolicy" in a.raw]


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_an_operator_may_choose(stage: str) -> None:
    assert Config.of({"stage": stage}).rollout == ("all" if stage == "dev" else "canary")
    assert Config.of({"stage": stage, "rollout": "all"}).rollout == "all"


def test_a_version_is_new_when_the_function_is_and_only_then() -> None:
    def version_id(**about: object) -> str:
        stack = Stack(App(analytics_reporting=False), "any")
        made = lambda_.CfnFunction(
            stack, "F", code=lambda_.CfnFunction.CodeProperty(zip_file="x"), role="r"
        )
        add_alias(stack, made, about)
        [version] = [c for c in stack.node.children if isinstance(c, lambda_.CfnVersion)]
        return version.node.id

    assert version_id(code="a", memory=1) == version_id(memory=1, code="a")
    assert version_id(code="a", memory=1) != version_id(code="b", memory=1)


def test_what_lambda_does_not_see_publishes_no_version(
    catalog: Catalog, layer_dir: Path, prod: Deployment
) -> None:
    """Lambda refuses to publish what did not change, and with it the whole stack."""
    app = App(tree_metadata=False, analytics_reporting=False)
    config = Config.of(
        {
            "stage": "prod",
            "layer_dir": str(layer_dir),
            "allowed_origins": "https://app.example, https://www.example",
        }
    )
    platform(app, replace(config, rollout="all"), catalog)
    core = app.node.find_child("prod-core")
    built = {c.node.id for c in core.node.find_all() if isinstance(c, lambda_.CfnVersion)}
    assert built
    assert {digest(i) for i in built} == {
        digest(version.id) for version in prod["core"].of("Lambda::Version")
    }


def test_a_routed_function_costs_seven_resources(prod: Deployment, catalog: Catalog) -> None:
    for d in catalog.by_name["communities"].declarations:
        if isinstance(d, Endpoint):
            prefix = f"Service{d.name.replace('_', '')}".lower()
            made = [r for r in home(prod, d) if r.id.lower().startswith(prefix)]
            assert len(made) == len({r.type for r in made}) == PER_ROUTE, d.name


def by_id(template: Template) -> Mapping[str, Resource]:
    """The resources of a stack by logical id."""
    return {resource.id: resource for resource in template}


def digest(logical_id: str) -> str:
    """The hash in a version's logical id: twelve characters after the word."""
    return logical_id.rpartition("Version")[2][:12]
