"""Names and ARNs that follow from rules, so that stacks pass no objects to each other.

What has no fixed name (ids that AWS mints) crosses stacks as an SSM parameter, ``core/ws-api-id``.
"""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Aws, Stack
from aws_cdk import aws_ssm as ssm

from commons.declare import Declaration
from stacks.catalog import CatalogError

MAX_NAME = 64


class Names:
    """Every name and ARN of one stage."""

    def __init__(self, stage: str) -> None:
        self.stage = stage

    def of(self, *parts: str) -> str:
        """``dev-messages``: the name of anything."""
        return "-".join((self.stage, *parts))

    def stack(self, service: str, part: int) -> str:
        """``dev-messages``, and ``dev-messages-2`` where a service has more than one."""
        return self.of(service, str(part + 1)) if part else self.of(service)

    def function(self, declared: Declaration) -> str:
        """``dev-messages-send-message``. Raises CatalogError past 64 characters."""
        name = self.of(declared.service, declared.name.replace("_", "-"))
        if len(name) > MAX_NAME:
            raise CatalogError(f"{name} is longer than {MAX_NAME} characters: {declared.handler}")
        return name

    def queue(self, queue: str) -> str:
        """The FIFO queue of a declaration's queue name."""
        return f"{self.of(queue)}.fifo"

    def parameter(self, name: str) -> str:
        """The SSM parameter of a published value, such as ``core/ws-api-id``."""
        return f"/{self.stage}/{name}"

    def log_group(self, name: str) -> str:
        """The log group of a service, or of the access logs."""
        return f"/creavio/{self.stage}/{name}"

    def table_arn(self, service: str) -> str:
        """The table of a service."""
        return _arn("dynamodb", f"table/{self.of(service)}")

    def stream_arns(self, service: str) -> str:
        """The streams of a service's table: AWS names each by its time of creation."""
        return f"{self.table_arn(service)}/stream/*"

    def queue_arn(self, queue: str) -> str:
        """A FIFO queue."""
        return _arn("sqs", self.queue(queue))

    def dead_letters(self, service: str) -> str:
        """The queue of what a service's consumers and jobs could not do."""
        return self.of(service, "dead-letters")

    def dead_letters_arn(self, service: str) -> str:
        """That queue's ARN."""
        return _arn("sqs", self.dead_letters(service))

    def secret_arns(self, secret: str) -> str:
        """A secret: AWS adds six random characters to its name."""
        return _arn("secretsmanager", f"secret:{self.stage}/{secret}-??????")

    def bus_arn(self) -> str:
        """The event bus."""
        return _arn("events", f"event-bus/{self.of('bus')}")

    def alarms_arn(self) -> str:
        """The topic that alarms speak to."""
        return _arn("sns", self.of("alarms"))

    def alarm_arn(self, name: str) -> str:
        """One alarm."""
        return _arn("cloudwatch", f"alarm:{self.of(name)}")

    def connections_arn(self, api_id: str) -> str:
        """``@connections`` of the WebSocket API: post to, look up and close."""
        return _arn("execute-api", f"{api_id}/{self.stage}/*/@connections/*")

    def log_arn(self, name: str) -> str:
        """The streams of a log group."""
        return _arn("logs", f"log-group:{self.log_group(name)}:*")

    def job(self, job: str) -> str:
        """The function of a job as ``schedules`` names it, and the group of its schedules."""
        service, _, name = job.partition(".")
        return self.of(service, name.replace("_", "-"))

    def job_arn(self, job: str) -> str:
        """That function."""
        return _arn("lambda", f"function:{self.job(job)}")

    def schedule_group_arn(self, job: str) -> str:
        """That group."""
        return _arn("scheduler", f"schedule-group/{self.job(job)}")

    def schedule_arns(self, job: str) -> str:
        """The schedules in that group."""
        return _arn("scheduler", f"schedule/{self.job(job)}/*")

    def scheduler_role(self, service: str) -> str:
        """The published value that is the role in which a service's jobs are invoked."""
        return f"{service}/scheduler-role-arn"

    def function_arns(self, alias: str = "") -> str:
        """All functions of the stage, or only by an alias."""
        return _arn("lambda", f"function:{self.stage}-*" + (f":{alias}" if alias else ""))

    def rule_arns(self, service: str) -> list[str]:
        """A service's rules on the stage's bus and, for schedules, on the default one."""
        rule = self.of(service, "*")
        return [_arn("events", f"rule/{self.of('bus')}/{rule}"), _arn("events", f"rule/{rule}")]


class Values:
    """Published values as one stack sees them: its own directly, others' as SSM parameters."""

    def __init__(self, stack: Stack, names: Names) -> None:
        self._stack, self._names = stack, names
        self._own: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """``values["core/ws-api-id"]``; resolved by CloudFormation at each deployment."""
        if name in self._own:
            return self._own[name]
        return ssm.StringParameter.value_for_string_parameter(
            self._stack, self._names.parameter(name)
        )

    def publish(self, values: Mapping[str, str]) -> None:
        """Write values as SSM parameters for the stacks that come later."""
        for name, value in values.items():
            self._own[name] = value
            ssm.CfnParameter(
                self._stack,
                f"Published-{name.replace('/', '-')}",
                type="String",
                name=self._names.parameter(name),
                value=value,
            )


def _arn(service: str, resource: str) -> str:
    return f"arn:{Aws.PARTITION}:{service}:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"
