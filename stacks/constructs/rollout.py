"""Functions behind the APIs are called by their alias ``live``, which a deployment moves.

Where a stage rolls out in steps, CodeDeploy gives the new version a tenth of the calls for five
minutes and takes it back when an alarm of the stage speaks; CloudFormation waits, and then rolls
the whole stack back. See docs/decisions/0013-canary.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from aws_cdk import CfnCodeDeployLambdaAliasUpdate, CfnUpdatePolicy, Stack
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.names import Names
from stacks.permissions import Statement, allow
from stacks.watches import ROLLBACK

ALIAS = "live"
PACE = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
SHIFT = ("lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias")
Setup = codedeploy.CfnDeploymentGroup


def add_alias(
    scope: Construct, function: lambda_.CfnFunction, about: Mapping[str, Any]
) -> lambda_.CfnAlias:
    """A version of the function as it is now, and the alias that points at it.

    about: all that makes the deployed function what it is. Lambda refuses to publish a version in
    which nothing changed, so nothing else may be in it.
    """
    text = json.dumps(Stack.of(scope).resolve(about), sort_keys=True)
    version = lambda_.CfnVersion(
        scope,
        f"Version{hashlib.sha256(text.encode()).hexdigest()[:12]}",
        function_name=function.ref,
    )
    return lambda_.CfnAlias(
        scope,
        "Alias",
        name=ALIAS,
        function_name=function.ref,
        function_version=version.attr_version,
    )


def shift_in_steps(alias: lambda_.CfnAlias, names: Names, name: str, role_arn: str) -> None:
    """Let CodeDeploy move the alias. name: the function's; role_arn: of core's role for it."""
    group = Setup(
        alias,
        "Rollout",
        application_name=names.stage,
        deployment_group_name=name,
        deployment_config_name=PACE,
        service_role_arn=role_arn,
        deployment_style=Setup.DeploymentStyleProperty(
            deployment_type="BLUE_GREEN", deployment_option="WITH_TRAFFIC_CONTROL"
        ),
        alarm_configuration=Setup.AlarmConfigurationProperty(
            enabled=True,
            alarms=[Setup.AlarmProperty(name=names.of(alarm)) for alarm in ROLLBACK],
        ),
        auto_rollback_configuration=Setup.AutoRollbackConfigurationProperty(
            enabled=True,
            events=["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
        ),
    )
    alias.cfn_options.update_policy = CfnUpdatePolicy(
        code_deploy_lambda_alias_update=CfnCodeDeployLambdaAliasUpdate(
            application_name=names.stage, deployment_group_name=group.ref
        )
    )


def shared_parts(scope: Construct, names: Names) -> list[Statement]:
    """The stage's one CodeDeploy application; what its role must be allowed."""
    codedeploy.CfnApplication(
        scope, "Rollouts", application_name=names.stage, compute_platform="Lambda"
    )
    return [
        allow(SHIFT, [names.function_arns(), names.function_arns(ALIAS)]),
        allow(["cloudwatch:DescribeAlarms"], [names.alarm_arn(alarm) for alarm in ROLLBACK]),
    ]
