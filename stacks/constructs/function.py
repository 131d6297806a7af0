"""One declaration, made into one Lambda function that may do what it declares and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3_assets as assets
from constructs import Construct

from commons.declare import Declaration
from commons.http import Endpoint
from commons.queues import QueueConsumer
from commons.sockets import SocketAction
from stacks.acknowledgements import (
    ANSWERS,
    FED,
    FUNCTION,
    TRACED_ROLE,
    UNTRACED,
    acknowledge,
    acknowledge_wildcards,
)
from stacks.config import CANARY, Config
from stacks.constructs.rollout import add_alias, shift_in_steps
from stacks.names import Names, Values
from stacks.permissions import statements

RUNTIME = "python3.13"
TRACED = lambda_.CfnFunction.TracingConfigProperty(mode="Active")
LAMBDA_MAY_ASSUME = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@dataclass(frozen=True)
class Surroundings:
    """What all functions of a service share."""

    config: Config
    names: Names
    values: Values
    layers: list[str]
    layers_digest: str
    log_group: str

    def environment(self, declared: Declaration) -> dict[str, str]:
        """See ``commons.settings``."""
        role = self.names.scheduler_role(declared.service)
        return ({"SCHEDULER_ROLE": self.values[role]} if declared.schedules else {}) | {
            "STAGE": self.config.stage,
            "VERSION": self.config.version,
            "API_URL": self.values["core/api-url"],
            "WS_URL": self.values["core/ws-url"],
            "WS_CALLBACK_URL": self.values["core/ws-callback-url"],
            "ALLOWED_ORIGINS": ",".join(self.config.allowed_origins),
            "KEY_DAYS": str(self.config.key_days),
            "LIMITS": self.config.limits,
            "POST_PATIENCE_S": self.config.post_patience_s,
            "ACCOUNT": Aws.ACCOUNT_ID,
            "POWERTOOLS_SERVICE_NAME": declared.service,
            "POWERTOOLS_METRICS_NAMESPACE": "Creavio",
        }


class ServiceFunction(Construct):
    """Role and function.

    Traced only by choice (``stacks.acknowledgements.UNTRACED`` says why).
    """

    def __init__(
        self, scope: Construct, declared: Declaration, around: Surroundings, code: assets.Asset
    ) -> None:
        super().__init__(scope, declared.name)
        self.declared, self.around = declared, around
        self.name = around.names.function(declared)
        self.code = code
        self.function = lambda_.CfnFunction(
            self,
            "Function",
            function_name=self.name,
            description=declared.summary[:256] or None,
            runtime=RUNTIME,
            architectures=[around.config.architecture],
            handler=declared.handler,
            code=lambda_.CfnFunction.CodeProperty(
                s3_bucket=code.s3_bucket_name, s3_key=code.s3_object_key
            ),
            layers=around.layers,
            role=self._role().attr_arn,
            tracing_config=TRACED if around.config.tracing else None,
            memory_size=declared.memory_mb,
            timeout=declared.timeout_s,
            # Else Lambda takes a queue that its consumer refills for a runaway after 16 rounds.
            recursive_loop="Allow" if _refills_its_queue(declared) else None,
            logging_config=lambda_.CfnFunction.LoggingConfigProperty(
                log_group=around.log_group,
                log_format="JSON",
                application_log_level="INFO",
                # Reports of good calls would be most of the log bill; metrics have the figures.
                system_log_level="WARN",
            ),
            environment=lambda_.CfnFunction.EnvironmentProperty(
                variables=around.environment(declared)
            ),
        )
        answers = isinstance(declared, Endpoint | SocketAction)
        untraced = {} if around.config.tracing else UNTRACED
        acknowledge(self.function, FUNCTION, untraced, ANSWERS if answers else FED)
        self.live_arn = self._alias() if answers else ""

    @property
    def arn(self) -> str:
        """The function's ARN."""
        return self.function.attr_arn

    def _alias(self) -> str:
        """The ARN by which the APIs call it."""
        declared, around = self.declared, self.around
        about = {
            "code": [self.code.asset_hash, around.layers_digest, declared.handler],
            "settings": [declared.memory_mb, declared.timeout_s, declared.summary],
            "environment": around.environment(declared),
            "lambda": [RUNTIME, around.config.architecture, around.config.tracing],
        }
        alias = add_alias(self, self.function, about)
        if around.config.rollout == CANARY:
            shift_in_steps(alias, around.names, self.name, around.values["core/rollout-role-arn"])
        return alias.ref

    def _role(self) -> iam.CfnRole:
        around = self.around
        granted = statements(self.declared, around.names, around.values, around.config.tracing)
        made = role(self, "Role", LAMBDA_MAY_ASSUME, granted)
        acknowledge(made, TRACED_ROLE if around.config.tracing else {})
        return made


def _refills_its_queue(declared: Declaration) -> bool:
    return isinstance(declared, QueueConsumer) and declared.queue in declared.queues


def role(
    scope: Construct, name: str, trust: Mapping[str, object], granted: list[dict[str, object]]
) -> iam.CfnRole:
    """A role whose whole policy is written in it."""
    made = iam.CfnRole(
        scope,
        name,
        assume_role_policy_document=trust,
        policies=[
            iam.CfnRole.PolicyProperty(
                policy_name="declared",
                policy_document={"Version": "2012-10-17", "Statement": granted},
            )
        ],
    )
    acknowledge_wildcards(made, granted)
    return made
