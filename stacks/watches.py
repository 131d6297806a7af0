"""What is watched, from the declarations: each entry is one alarm and one line of the dashboard.

An alarm costs $0.10 a month, awake or asleep. So failures of all functions are one, and only what
CloudWatch cannot add up (queues, streams, APIs) has one each. None uses metric math.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from commons.declare import Api
from commons.queues import QueueConsumer
from commons.tables import TableConsumer
from stacks.catalog import Service
from stacks.names import Names
from stacks.permissions import leaves_dead_letters

NAMESPACE = "Creavio"
FAILURES = "failures"
LAG_S = 60
WAITING_S = 30
#: One 503 that a client repeats is not worth waking anybody; a crash alarms by itself.
SERVER_ERRORS = 5
#: A deployment that sets one of these off is taken back.
ROLLBACK = (FAILURES, "client-5xx", "platform-5xx", "socket-5xx")
DASHBOARD = "dashboard"
Dimensions = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Watch:
    """One metric and the value at which somebody is told.

    name: without the stage; docs/operations.md has a paragraph for each ``graph``.
    unit: of the metric, as the graph says it.
    """

    name: str
    graph: str
    means: str
    namespace: str
    metric: str
    dimensions: Dimensions = field(default_factory=dict)
    statistic: str
    threshold: float
    unit: str = "count"
    period_s: int = 300


def of_service(service: Service, names: Names) -> Iterator[Watch]:
    """Its dead letters, and how far behind its queues and streams are."""
    if any(map(leaves_dead_letters, service.declarations)):
        yield _dead(f"{service.name}-dead-letters", names.dead_letters(service.name), service.name)
    for declared in service.declarations:
        match declared:
            case QueueConsumer():
                dead = names.queue(f"{declared.queue}-dead")
                yield _dead(f"{declared.queue}-dead", dead, service.name)
                yield _waiting(declared, names)
            case TableConsumer():
                yield _lag(declared, names)


def of_core(names: Names, apis: Mapping[Api, str], socket_api: str) -> Iterator[Watch]:
    """What all services share: crashes, the account's concurrency, the APIs.

    apis, socket_api: their ids, as the stack knows them.
    """
    yield Watch(
        name=FAILURES,
        graph="Failures",
        means="A function crashed, timed out or lost its process.",
        namespace=NAMESPACE,
        metric=names.of(FAILURES),
        statistic="Sum",
        threshold=1,
    )
    yield Watch(
        name="throttles",
        graph="Throttles",
        means="Lambda refused calls: the account's concurrency is used up, by any stage.",
        namespace="AWS/Lambda",
        metric="Throttles",
        statistic="Sum",
        threshold=1,
    )
    for api, api_id in apis.items():
        yield _server_errors(str(api), "5xx", api_id)
    yield _server_errors("socket", "IntegrationError", socket_api)


def _dead(name: str, queue: str, service: str) -> Watch:
    return Watch(
        name=name,
        graph="Dead letters",
        means=f"Work of {service} failed for good and waits in {queue}.",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions={"QueueName": queue},
        statistic="Maximum",
        threshold=1,
    )


def _waiting(consumer: QueueConsumer, names: Names) -> Watch:
    queue = names.queue(consumer.queue)
    return Watch(
        name=f"{consumer.queue}-waiting",
        graph="Waiting in queues",
        means=f"A message waits in {queue} for longer than {WAITING_S} s.",
        namespace="AWS/SQS",
        metric="ApproximateAgeOfOldestMessage",
        dimensions={"QueueName": queue},
        statistic="Maximum",
        threshold=WAITING_S,
        unit="seconds",
        period_s=60,
    )


def _lag(consumer: TableConsumer, names: Names) -> Watch:
    function = names.function(consumer)
    return Watch(
        name=f"{function.removeprefix(f'{names.stage}-')}-lag",
        graph="Lag behind table streams",
        means=f"{function} is more than {LAG_S} s behind the rows it must carry or deliver.",
        namespace="AWS/Lambda",
        metric="IteratorAge",
        dimensions={"FunctionName": function},
        statistic="Maximum",
        threshold=LAG_S * 1000,
        unit="ms",
        period_s=60,
    )


def _server_errors(api: str, metric: str, api_id: str) -> Watch:
    return Watch(
        name=f"{api}-5xx",
        graph="Server errors of APIs",
        means=f"The {api} API answered {SERVER_ERRORS} requests or more with a server error.",
        namespace="AWS/ApiGateway",
        metric=metric,
        dimensions={"ApiId": api_id},
        statistic="Sum",
        threshold=SERVER_ERRORS,
    )
