"""Where work waits that nobody could do, and the alarms that say so."""

from __future__ import annotations

from typing import Any

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.acknowledgements import DEAD_LETTERS_OF_FUNCTIONS, acknowledge
from stacks.config import Config
from stacks.names import Names

KEPT_S = 14 * 24 * 3600
PERIOD_S = 300
#: What the machinery logs for a crash, and what Lambda logs for a call that did not return.
FAILED = '{ ($.message = "crash") || ($.type = "platform.report" && $.record.status != "success") }'


class DeadLetters(Construct):
    """One queue for all consumers and jobs of a service."""

    def __init__(self, scope: Construct, service: str, config: Config, names: Names) -> None:
        super().__init__(scope, "DeadLetters")
        self.queue = sqs.CfnQueue(
            self,
            "Queue",
            queue_name=names.dead_letters(service),
            message_retention_period=KEPT_S,
            sqs_managed_sse_enabled=True,
        )
        self.queue.apply_removal_policy(config.data_policy)
        alarm_on_dead_letters(self.queue, service, names)
        acknowledge(self.queue, DEAD_LETTERS_OF_FUNCTIONS)
        from_rules: dict[str, object] = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.queue.attr_arn,
            "Condition": {"ArnLike": {"aws:SourceArn": names.rule_arns(service)}},
        }
        set_policy(self.queue, from_rules)

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return self.queue.attr_arn


def set_policy(queue: sqs.CfnQueue, *allowed: dict[str, object]) -> None:
    """Nobody reaches the queue without TLS; beyond that, roles decide, and ``allowed``."""
    without_tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": queue.attr_arn,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    sqs.CfnQueuePolicy(
        queue,
        "Policy",
        queues=[queue.ref],
        policy_document={"Version": "2012-10-17", "Statement": [*allowed, without_tls]},
    )


def alarm_on_dead_letters(queue: sqs.CfnQueue, service: str, names: Names) -> None:
    """Anything in a dead-letter queue needs a person."""
    _alarm(
        queue,
        "Alarm",
        description=f"Work of {service} failed for good and waits in its dead letters.",
        names=names,
        namespace="AWS/SQS",
        metric_name="ApproximateNumberOfMessagesVisible",
        dimensions=[
            cloudwatch.CfnAlarm.DimensionProperty(name="QueueName", value=queue.attr_queue_name)
        ],
        statistic="Maximum",
    )


def alarm_on_failures(
    scope: Construct, service: str, log_group: logs.CfnLogGroup, names: Names
) -> None:
    """One alarm for crashes, timeouts and lost processes of all functions of a service.

    It counts in the service's log: an HTTP function that crashed answered 500, which Lambda's own
    error metric calls a success.
    """
    metric = names.of(service, "failures")
    logs.CfnMetricFilter(
        scope,
        "Failures",
        log_group_name=log_group.ref,
        filter_pattern=FAILED,
        metric_transformations=[
            logs.CfnMetricFilter.MetricTransformationProperty(
                metric_namespace="Creavio", metric_name=metric, metric_value="1"
            )
        ],
    )
    _alarm(
        scope,
        "FailuresAlarm",
        description=f"A function of {service} crashed, timed out or lost its process.",
        names=names,
        namespace="Creavio",
        metric_name=metric,
        statistic="Sum",
    )


def _alarm(scope: Construct, name: str, *, description: str, names: Names, **metric: Any) -> None:
    """Speaks to the stage's topic as soon as the metric is not zero."""
    cloudwatch.CfnAlarm(
        scope,
        name,
        alarm_description=description,
        **metric,
        period=PERIOD_S,
        threshold=1,
        comparison_operator="GreaterThanOrEqualToThreshold",
        evaluation_periods=1,
        treat_missing_data="notBreaching",
        alarm_actions=[names.alarms_arn()],
    )
