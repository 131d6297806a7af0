"""What cdk-nag finds in our stacks and stays, each with its reason; everything else stops a synth.

A reason is given where the resource is made, for that resource alone. ``tests/stacks/test_nag.py``
compares both ways: a finding without a reason fails, and so does a reason without a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from aws_cdk import Acknowledgment, App, Stack, Validations
from constructs import Construct

Reasons = Mapping[str, str]
"""Why a rule of a pack is not followed, by the rule's name."""

_RUNTIME = (
    "AWS supports python3.13 until June 2029. The layer's wheels and bytecode, the budgets and the "
    "emulator are of this minor version: all move together."
)

FUNCTION: Reasons = {
    "AwsSolutions-L1": _RUNTIME,
    "Serverless-LambdaLatestVersion": _RUNTIME,
}
UNTRACED: Reasons = {
    "Serverless-LambdaTracing": (
        "Off unless context tracing=on. X-Ray records one request a second and 5 % of the rest, "
        "and Lambda lets nobody lower that: in a small community nearly all, at $5 a million "
        "traces, five times the price of the requests. HTTP APIs have no traces to join."
    ),
}
ANSWERS: Reasons = {
    "Serverless-LambdaDLQ": "Called and waited for: the caller gets the failure, nothing is lost.",
}
FED: Reasons = {
    "Serverless-LambdaDLQ": (
        "Its dead letters hang on its trigger (asynchronous invocation, event source or queue), "
        "where the rule does not look."
    ),
}
ROUTE: Reasons = {
    "AwsSolutions-APIG4": (
        "Functions verify the token themselves (commons.auth): an authorizer cannot answer with "
        "problem+json. tests/authorization asks every route as everybody."
    ),
}
QUEUE_SOURCE: Reasons = {
    "Serverless-LambdaEventSourceMappingDestination": (
        "For queues Lambda has no failure destination: the queue's redrive policy is it."
    ),
}
DEAD_LETTERS: Reasons = {
    "Serverless-SQSRedrivePolicy": "It is the dead-letter queue; `python -m ops` empties it.",
}
#: The rule knows a dead-letter queue by another queue's redrive policy; functions have none.
DEAD_LETTERS_OF_FUNCTIONS: Reasons = {
    **DEAD_LETTERS,
    "AwsSolutions-SQS3": DEAD_LETTERS["Serverless-SQSRedrivePolicy"],
}
SECRET: Reasons = {
    "AwsSolutions-SMG4": (
        "Secrets Manager replaces a value in one step, which would refuse every token and cursor "
        "in use. Keys are derived from it and change with an overlap; see docs/operations.md."
    ),
}
GATEWAY_LOG_ROLE: Reasons = {
    "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
    "AmazonAPIGatewayPushToCloudWatchLogs]": (
        "AWS requires this policy for the account's one role by which WebSocket APIs write logs."
    ),
}
THROWAWAY_TABLE: Reasons = {
    "AwsSolutions-DDB3": "The stage may lose its data at any time; others have the backups.",
}
TRACED_ROLE: Reasons = {
    "Serverless-LambdaStarPermissions": "The right to write traces has no resource to name.",
}
#: Resources with a wildcard, by a pattern that matches to the end.
WILDCARDS: Reasons = {
    r":log-group:/creavio/\w+/\w+:\*": "The log streams of the service's own log group.",
    r":table/\w+-\w+/stream/\*": "AWS names a table's stream by the time it was made.",
    r"/\w+/\*/@connections/\*": "Sockets of the stage: API Gateway names each as it opens.",
    r":schedule/\w+-[\w-]+/\*": "The schedules of one job: each is named when it is made.",
    r"^\*": TRACED_ROLE["Serverless-LambdaStarPermissions"],
    r":function:\w+-\*(:live)?": "API Gateway calls, and CodeDeploy moves, functions of the stage.",
}
WILDCARD_RULE = "AwsSolutions-IAM5"


def guard(app: App) -> None:
    """Have ``app.synth()`` fail on what the packs find and nothing here gives a reason for."""
    from cdk_nag import AwsSolutionsChecks, ServerlessChecks

    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))


def acknowledge(construct: Construct, *given: Reasons) -> None:
    """These rules are not followed by this construct, for these reasons."""
    reasons = {rule: reason for each in given for rule, reason in each.items()}
    if reasons:
        Validations.of(construct).acknowledge(
            *(
                Acknowledgment(id=f"{rule.partition('-')[0]}::{rule}", reason=reason)
                for rule, reason in reasons.items()
            )
        )


def acknowledge_wildcards(role: Construct, statements: Iterable[Mapping[str, Any]]) -> None:
    """The wildcards of a role that WILDCARDS knows; others remain findings."""
    stack = Stack.of(role)
    resources = {_flat(stack.resolve(arn)) for s in statements for arn in s["Resource"]}
    acknowledge(
        role,
        {
            f"{WILDCARD_RULE}[Resource::{resource}]": reason
            for resource in sorted(resources)
            for pattern, reason in WILDCARDS.items()
            if re.search(f"{pattern}$", resource)
        },
    )


def _flat(value: Any) -> str:
    """An ARN as cdk-nag writes it: references in angle brackets."""
    match value:
        case {"Fn::Join": [separator, list(parts)]}:
            return str(separator).join(map(_flat, parts))
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
    return str(value)
