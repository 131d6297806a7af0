"""What one function may do, as IAM statements: what it declares and what its trigger needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commons.carrier import Carrier
from commons.declare import Declaration, Grant
from commons.http import Endpoint
from commons.queues import QueueConsumer
from commons.sockets import SocketAction
from commons.tables import TableConsumer
from stacks.names import Names, Values

Statement = dict[str, Any]

FEED_FROM_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
FEED_FROM_STREAM = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
)
SCHEDULER = "scheduler.amazonaws.com"
SCHEDULE = ("scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule")
#: These cannot be limited to a resource.
WRITE_TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")


def statements(
    declared: Declaration, names: Names, values: Values, traced: bool = False
) -> list[Statement]:
    """Exact actions on exact resources."""
    return [
        allow(("logs:CreateLogStream", "logs:PutLogEvents"), [names.log_arn(declared.service)]),
        *_rows(declared.grants(), names),
        *_declared(declared, names),
        *_by_published(declared, names, values),
        *_trigger(declared, names),
        *([allow(WRITE_TRACES, ["*"])] if traced else []),
    ]


def allow(actions: Iterable[str], resources: list[str], **conditions: Any) -> Statement:
    """One IAM statement."""
    statement: Statement = {"Effect": "Allow", "Action": sorted(actions), "Resource": resources}
    return statement | ({"Condition": conditions} if conditions else {})


def merged(grants: Iterable[Grant]) -> Mapping[tuple[str, tuple[str, ...]], set[str]]:
    """Actions by service and key prefixes: the same permissions in fewer words."""
    together: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for grant in grants:
        for prefix in grant.prefixes:
            together[grant.service, (prefix,)].update(grant.actions)
    shared: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for (service, prefixes), actions in sorted(together.items()):
        shared[service, tuple(sorted(actions))].update(prefixes)
    return {(service, tuple(sorted(p))): set(a) for (service, a), p in shared.items()}


def _rows(grants: Iterable[Grant], names: Names) -> Iterator[Statement]:
    for (service, prefixes), actions in merged(grants).items():
        keys = {"dynamodb:LeadingKeys": [f"{prefix}*" for prefix in prefixes]}
        yield allow(
            [f"dynamodb:{action}" for action in actions],
            [names.table_arn(service)],
            **{"ForAllValues:StringLike": keys},
        )


def _declared(declared: Declaration, names: Names) -> Iterator[Statement]:
    if declared.secrets:
        secrets = [names.secret_arns(secret) for secret in sorted(set(declared.secrets))]
        yield allow(["secretsmanager:GetSecretValue"], secrets)
    if declared.queues:
        yield allow(["sqs:SendMessage"], [names.queue_arn(q) for q in sorted(set(declared.queues))])
    if declared.schedules:
        yield allow(SCHEDULE, [names.schedule_arns(job) for job in sorted(set(declared.schedules))])


def _by_published(declared: Declaration, names: Names, values: Values) -> Iterator[Statement]:
    """Rights on what has no name of its own: the socket API, the role that invokes jobs."""
    if declared.posts:
        sockets = names.connections_arn(values["core/ws-api-id"])
        yield allow(["execute-api:ManageConnections"], [sockets])
    if declared.schedules:
        passed_to = {"iam:PassedToService": SCHEDULER}
        role = values[names.scheduler_role(declared.service)]
        yield allow(["iam:PassRole"], [role], StringEquals=passed_to)


def _trigger(declared: Declaration, names: Names) -> Iterator[Statement]:
    """Lambda reads queues and streams, and leaves dead letters, in the function's name."""
    match declared:
        case QueueConsumer():
            yield allow(FEED_FROM_QUEUE, [names.queue_arn(declared.queue)])
        case TableConsumer():
            yield allow(FEED_FROM_STREAM, [names.stream_arns(table) for table in declared.tables])
    if isinstance(declared, Carrier):
        yield allow(["events:PutEvents"], [names.bus_arn()])
    if leaves_dead_letters(declared):
        yield allow(["sqs:SendMessage"], [names.dead_letters_arn(declared.service)])


def leaves_dead_letters(declared: Declaration) -> bool:
    """Whether what it cannot do becomes a dead letter of the service: nobody waits for it."""
    return not isinstance(declared, Endpoint | SocketAction | QueueConsumer)
