"""Where work waits that nobody could do."""

from __future__ import annotations

from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.acknowledgements import DEAD_LETTERS_OF_FUNCTIONS, acknowledge
from stacks.config import Config
from stacks.names import Names

KEPT_S = 14 * 24 * 3600


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
