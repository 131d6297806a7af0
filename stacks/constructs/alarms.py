"""Watches as CloudWatch alarms that speak to the stage's topic."""

from __future__ import annotations

from collections.abc import Iterable

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.names import Names
from stacks.watches import FAILURES, NAMESPACE, Watch

#: What the machinery logs for a crash, and what Lambda logs for a call that did not return.
FAILED = '{ ($.message = "crash") || ($.type = "platform.report" && $.record.status != "success") }'


def add_alarms(scope: Construct, watches: Iterable[Watch], names: Names) -> None:
    """One alarm each: it speaks as soon as the metric reaches its threshold, and once more after.

    A metric that has no data (a queue or stream at rest) is well.
    """
    for watch in watches:
        cloudwatch.CfnAlarm(
            scope,
            f"Alarm-{watch.name}",
            alarm_name=names.of(watch.name),
            alarm_description=watch.means,
            namespace=watch.namespace,
            metric_name=watch.metric,
            dimensions=[
                cloudwatch.CfnAlarm.DimensionProperty(name=name, value=value)
                for name, value in watch.dimensions.items()
            ],
            statistic=watch.statistic,
            period=watch.period_s,
            evaluation_periods=1,
            threshold=watch.threshold,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[names.alarms_arn()],
        )


def count_failures(scope: Construct, log_group: logs.CfnLogGroup, names: Names) -> None:
    """Count crashes, timeouts and lost processes of a service into the stage's one metric.

    It counts in the log: an HTTP function that crashed answered 500, which Lambda's own error
    metric calls a success.
    """
    logs.CfnMetricFilter(
        scope,
        "Failures",
        log_group_name=log_group.ref,
        filter_pattern=FAILED,
        metric_transformations=[
            logs.CfnMetricFilter.MetricTransformationProperty(
                metric_namespace=NAMESPACE, metric_name=names.of(FAILURES), metric_value="1"
            )
        ],
    )
