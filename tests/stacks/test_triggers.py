"""What invokes the functions: routes, frames, events, schedules, queues and streams."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from commons.declare import Api
from commons.events import Consumer
from commons.http import Endpoint
from commons.jobs import Job
from commons.queues import QueueConsumer
from commons.sockets import SocketAction
from commons.tables import TableConsumer
from stacks.catalog import Catalog
from stacks.names import Names
from tests.stacks.conftest import Deployment, home
from tests.stacks.templates import Resource, Template, functions

NAMES = Names("local")


def parts(template: Template, function: str, kind: str) -> list[Resource]:
    """Resources of a type that refer to a function, or to its alias."""
    built, _ = functions(template)[function]
    aliases = [
        a.id for a in template.of("Lambda::Alias") if a.props["FunctionName"] == f"${{{built.id}}}"
    ]
    return [
        r
        for r in template.of(kind)
        if any(f'"{one}"' in json.dumps(r.raw["Properties"]) for one in (built.id, *aliases))
    ]


def test_every_endpoint_is_routed_on_the_apis_it_declares(
    local: Deployment, catalog: Catalog
) -> None:
    for endpoint in catalog.declarations:
        if not isinstance(endpoint, Endpoint):
            continue
        template = home(local, endpoint)
        integrations = parts(template, NAMES.function(endpoint), "ApiGatewayV2::Integration")
        assert len(integrations) == (2 if endpoint.api is Api.EVERY else 1)
        for integration in integrations:
            assert integration.props["PayloadFormatVersion"] == "2.0"
            [route] = [
                r
                for r in template.of("ApiGatewayV2::Route")
                if r.props["Target"] == f"integrations/${{{integration.id}}}"
            ]
            assert route.props["RouteKey"] == endpoint.route_key
            assert route.props["ApiId"] == integration.props["ApiId"]
            assert "AuthorizerId" not in route.props


def test_frames_are_answered_and_lifecycle_is_not(local: Deployment, catalog: Catalog) -> None:
    for action in catalog.declarations:
        if not isinstance(action, SocketAction):
            continue
        template = home(local, action)
        [integration] = parts(template, NAMES.function(action), "ApiGatewayV2::Integration")
        [route] = [
            r
            for r in template.of("ApiGatewayV2::Route")
            if r.props["Target"] == f"integrations/${{{integration.id}}}"
        ]
        assert route.props["RouteKey"] == action.route
        answers = [
            r
            for r in template.of("ApiGatewayV2::RouteResponse")
            if r.props["RouteId"] == f"${{{route.id}}}"
        ]
        assert bool(answers) == action.is_frame
        assert ("RouteResponseSelectionExpression" in route.props) == action.is_frame


def test_rules_match_what_their_function_declares(local: Deployment, catalog: Catalog) -> None:
    for d in catalog.declarations:
        if not isinstance(d, Consumer) and not (isinstance(d, Job) and d.every):
            continue
        [rule] = parts(home(local, d), NAMES.function(d), "Events::Rule")
        if isinstance(d, Consumer):
            assert rule.props["EventBusName"] == "local-bus"
            types = [event.__name__ for event in d.events]
            pattern = {"source": [d.events[0].source], "detail-type": types}
            assert rule.props["EventPattern"] == pattern
        else:
            assert rule.props["ScheduleExpression"] == d.every
            assert "EventBusName" not in rule.props


def test_what_fails_for_good_waits_in_dead_letters(local: Deployment, catalog: Catalog) -> None:
    for d in catalog.declarations:
        template, name = home(local, d), NAMES.function(d)
        if not isinstance(d, Consumer | Job):
            continue
        [dead] = [
            q for q in template.of("SQS::Queue") if q.props["QueueName"].endswith("dead-letters")
        ]
        arn = f"${{{dead.id}.Arn}}"
        [retries] = parts(template, name, "Lambda::EventInvokeConfig")
        assert retries.props["MaximumRetryAttempts"] == 2
        assert retries.props["DestinationConfig"] == {"OnFailure": {"Destination": arn}}
        if isinstance(d, Job) and d.every is None:
            continue
        [rule] = parts(template, name, "Events::Rule")
        [target] = rule.props["Targets"]
        assert target["DeadLetterConfig"] == {"Arn": arn}
        assert set(target["RetryPolicy"]) == {"MaximumEventAgeInSeconds", "MaximumRetryAttempts"}
        [permission] = parts(template, name, "Lambda::Permission")
        assert permission.props["Principal"] == "events.amazonaws.com"
        assert permission.props["SourceArn"] == f"${{{rule.id}.Arn}}"
        [policy] = [
            p for p in template.of("SQS::QueuePolicy") if p.props["Queues"] == [f"${{{dead.id}}}"]
        ]
        [statement, _] = policy.props["PolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "events.amazonaws.com"}
        assert statement["Condition"]["ArnLike"]["aws:SourceArn"]


def test_every_rule_target_has_retries_and_dead_letters(local: Deployment) -> None:
    for template in local.values():
        for rule in template.of("Events::Rule"):
            for target in rule.props["Targets"]:
                assert target.keys() >= {"RetryPolicy", "DeadLetterConfig"}, rule.id


def test_queues_pace_by_group(local: Deployment, catalog: Catalog) -> None:
    for d in catalog.declarations:
        if not isinstance(d, QueueConsumer):
            continue
        template = home(local, d)
        queues = {q.props["QueueName"]: q for q in template.of("SQS::Queue")}
        queue = queues[f"local-{d.queue}.fifo"].props
        assert queue["FifoThroughputLimit"] == "perMessageGroupId"
        assert queue["DeduplicationScope"] == "messageGroup"
        assert queue["VisibilityTimeout"] == d.timeout_s
        dead = queues[f"local-{d.queue}-dead.fifo"]
        assert queue["RedrivePolicy"]["deadLetterTargetArn"] == f"${{{dead.id}.Arn}}"
        [source] = parts(template, NAMES.function(d), "Lambda::EventSourceMapping")
        assert source.props["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert source.props["BatchSize"] == d.batch


def test_streams_feed_what_was_inserted_below_a_prefix(local: Deployment, catalog: Catalog) -> None:
    for d in catalog.declarations:
        if not isinstance(d, TableConsumer):
            continue
        sources = parts(home(local, d), NAMES.function(d), "Lambda::EventSourceMapping")
        assert len(sources) == len(d.tables)
        for source, table in zip(sources, d.tables, strict=True):
            props = source.props
            own = props["EventSourceArn"].endswith(".StreamArn}")
            assert own or props["EventSourceArn"] == f"${{/local/{table}/stream-arn}}"
            [wanted] = props["FilterCriteria"]["Filters"]
            assert json.loads(wanted["Pattern"]) == {
                "eventName": ["INSERT"],
                "dynamodb": {"Keys": {d.key: {"S": [{"prefix": d.prefix}]}}},
            }
            assert props["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
            assert props["BisectBatchOnFunctionError"] is True
            assert props["ParallelizationFactor"] == d.parallelization
            assert props["MaximumRecordAgeInSeconds"] == d.retry_for_s >= 60
            assert "OnFailure" in props["DestinationConfig"]


def test_every_service_that_emits_has_one_carrier(local: Deployment, catalog: Catalog) -> None:
    for service in catalog:
        carriers = [n for n in functions(local[service.name]) if n.endswith("-carry-outbox")]
        assert len(carriers) == any(d.emits for d in service.declarations), service.name


def test_core_deploys_first_and_owners_of_streams_before_their_readers(
    assemblies: Mapping[str, Path], catalog: Catalog
) -> None:
    artifacts = json.loads((assemblies["local"] / "manifest.json").read_text())["artifacts"]
    for service in catalog:
        if service.name == "core":
            continue
        waits_for = set(artifacts[f"local-{service.name}"]["dependencies"])
        owners = {f"local-{owner}" for owner in service.streams - {service.name}}
        assert waits_for >= {"local-core", *owners}


def test_only_a_consumer_that_refills_its_queue_may_loop(
    local: Deployment, catalog: Catalog
) -> None:
    for d in catalog.declarations:
        function, _ = functions(home(local, d))[NAMES.function(d)]
        refills = isinstance(d, QueueConsumer) and d.queue in d.queues
        assert function.props.get("RecursiveLoop") == ("Allow" if refills else None)
