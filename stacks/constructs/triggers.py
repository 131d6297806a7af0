"""What invokes the functions that no request does: events, clocks, queues, table streams."""

from __future__ import annotations

import json

from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs

from commons.events import Consumer
from commons.jobs import Job
from commons.queues import QueueConsumer
from commons.tables import TableConsumer
from stacks.acknowledgements import DEAD_LETTERS, QUEUE_SOURCE, acknowledge
from stacks.config import Config
from stacks.constructs.dead_letters import KEPT_S, set_policy
from stacks.constructs.function import ServiceFunction
from stacks.names import Names

RETRIES = 2
MAX_AGE_S = 3600
DELIVERY_RETRIES = 24
RECEIVES = 5
#: -1 repeats until the record is too old.
UNTIL_TOO_OLD = -1


def subscribe(consumer: Consumer, built: ServiceFunction, names: Names, dead: str) -> None:
    """A rule on the stage's bus, matching event types of one service."""
    [source] = {event.source for event in consumer.events}
    types = [event.__name__ for event in consumer.events]
    pattern = {"source": [source], "detail-type": types}
    _rule(built, dead, event_bus_name=names.of("bus"), event_pattern=pattern)


def run_by_the_clock(job: Job, built: ServiceFunction, dead: str) -> None:
    """A rule that fires in its rhythm, if it has one."""
    if job.every is None:
        _repeat(built, dead)
    else:
        _rule(built, dead, schedule_expression=job.every)


def _rule(built: ServiceFunction, dead: str, **when: object) -> None:
    """EventBridge invokes asynchronously: it retries delivery, Lambda retries the call."""
    _repeat(built, dead)
    to_dead = events.CfnRule.DeadLetterConfigProperty(arn=dead)
    rule = events.CfnRule(
        built,
        "Rule",
        name=built.name,
        targets=[
            events.CfnRule.TargetProperty(
                id="function",
                arn=built.arn,
                dead_letter_config=to_dead,
                retry_policy=events.CfnRule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=MAX_AGE_S,
                    maximum_retry_attempts=DELIVERY_RETRIES,
                ),
            )
        ],
        **when,  # type: ignore[arg-type]
    )
    lambda_.CfnPermission(
        built,
        "Permission",
        action="lambda:InvokeFunction",
        principal="events.amazonaws.com",
        function_name=built.function.ref,
        source_arn=rule.attr_arn,
    )


def _repeat(built: ServiceFunction, dead: str) -> None:
    """A call that nobody waits for is repeated, then kept."""
    lambda_.CfnEventInvokeConfig(
        built,
        "Retries",
        function_name=built.function.ref,
        qualifier="$LATEST",
        maximum_retry_attempts=RETRIES,
        maximum_event_age_in_seconds=MAX_AGE_S,
        destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
            on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=dead)
        ),
    )


def feed_from_queue(
    consumer: QueueConsumer, built: ServiceFunction, config: Config, names: Names
) -> None:
    """The function's FIFO queue, in high-throughput mode, and a dead-letter queue of its kind."""
    dead = sqs.CfnQueue(
        built,
        "Dead",
        queue_name=names.queue(f"{consumer.queue}-dead"),
        fifo_queue=True,
        message_retention_period=KEPT_S,
        sqs_managed_sse_enabled=True,
    )
    dead.apply_removal_policy(config.data_policy)
    acknowledge(dead, DEAD_LETTERS)
    set_policy(dead)
    queue = sqs.CfnQueue(
        built,
        "Queue",
        queue_name=names.queue(consumer.queue),
        fifo_queue=True,
        deduplication_scope="messageGroup",
        fifo_throughput_limit="perMessageGroupId",
        # A batch the function did not finish comes back as soon as it can no longer be running.
        visibility_timeout=consumer.timeout_s,
        delay_seconds=consumer.delay_s or None,
        redrive_policy={"deadLetterTargetArn": dead.attr_arn, "maxReceiveCount": RECEIVES},
        sqs_managed_sse_enabled=True,
    )
    set_policy(queue)
    source = lambda_.CfnEventSourceMapping(
        built,
        "Source",
        event_source_arn=queue.attr_arn,
        function_name=built.function.ref,
        batch_size=consumer.batch,
        function_response_types=["ReportBatchItemFailures"],
    )
    acknowledge(source, QUEUE_SOURCE)


def feed_from_stream(
    consumer: TableConsumer, built: ServiceFunction, table: str, stream_arn: str, dead: str
) -> None:
    """Insertions of one table whose key begins as declared; order per key, ten lanes a shard."""
    wanted = {
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {consumer.key: {"S": [{"prefix": consumer.prefix}]}}},
    }
    source = lambda_.CfnEventSourceMapping
    source(
        built,
        f"Source-{table}",
        event_source_arn=stream_arn,
        function_name=built.function.ref,
        starting_position="TRIM_HORIZON",
        batch_size=consumer.batch,
        parallelization_factor=consumer.parallelization,
        bisect_batch_on_function_error=True,
        function_response_types=["ReportBatchItemFailures"],
        maximum_retry_attempts=UNTIL_TOO_OLD,
        maximum_record_age_in_seconds=consumer.retry_for_s,
        filter_criteria=source.FilterCriteriaProperty(
            filters=[source.FilterProperty(pattern=json.dumps(wanted))]
        ),
        destination_config=source.DestinationConfigProperty(
            on_failure=source.OnFailureProperty(destination=dead)
        ),
    )
