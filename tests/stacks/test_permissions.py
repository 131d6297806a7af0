"""Each function may do what it declares and what its trigger needs, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest

from commons.carrier import Carrier
from commons.declare import READ, Declaration, Grant
from commons.http import Endpoint
from commons.queues import QueueConsumer
from commons.sockets import SocketAction
from commons.tables import TableConsumer
from stacks.catalog import Catalog
from stacks.names import Names
from stacks.permissions import merged
from tests.stacks.conftest import Deployment, home
from tests.stacks.templates import functions, statements

ARN = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:%s"
#: As the stack that makes it knows it, and as the others do.
SCHEDULER_ROLE = re.compile(r"SchedulerRole\w*\.Arn}$|/scheduler-role-arn}$")
LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
STREAM = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"}
CONDITIONS = {
    ("", ""),
    ("ForAllValues:StringLike", "dynamodb:LeadingKeys"),
    ("StringEquals", "iam:PassedToService"),
}
Right = tuple[str, str, str]
"""Action, resource, and the key prefix that limits it."""


def rights(granted: list[dict[str, object]]) -> Iterator[Right]:
    """A policy taken apart."""
    for statement in granted:
        actions, resources = statement["Action"], statement["Resource"]
        condition = statement.get("Condition", {"": {"": [""]}})
        assert isinstance(actions, list)
        assert isinstance(resources, list)
        assert isinstance(condition, dict)
        [(operator, keys)] = condition.items()
        [(key, prefixes)] = keys.items()
        assert (operator, key) in CONDITIONS
        prefixes = [prefixes] if isinstance(prefixes, str) else prefixes
        for action in actions:
            for resource in resources:
                yield from ((action, resource, prefix) for prefix in prefixes)


def declared_rights(d: Declaration) -> Iterator[Right]:
    """The same, said from the declaration, rule by rule."""
    for action in LOGS:
        yield action, ARN % ("logs", f"log-group:/creavio/local/{d.service}:*"), ""
    for grant in d.grants():
        for action in grant.actions:
            for prefix in grant.prefixes:
                table = ARN % ("dynamodb", f"table/local-{grant.service}")
                yield f"dynamodb:{action}", table, f"{prefix}*"
    for secret in d.secrets:
        arn = ARN % ("secretsmanager", f"secret:local/{secret}-??????")
        yield "secretsmanager:GetSecretValue", arn, ""
    for queue in d.queues:
        yield "sqs:SendMessage", ARN % ("sqs", f"local-{queue}.fifo"), ""
    for job in d.schedules:
        group = f"local-{job.replace('.', '-').replace('_', '-')}"
        for verb in ("Create", "Update", "Delete"):
            yield f"scheduler:{verb}Schedule", ARN % ("scheduler", f"schedule/{group}/*"), ""


def trigger_rights(d: Declaration) -> Iterator[Right]:
    """What Lambda does in the function's name to feed it."""
    if isinstance(d, QueueConsumer):
        for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"):
            yield f"sqs:{action}", ARN % ("sqs", f"local-{d.queue}.fifo"), ""
    if isinstance(d, TableConsumer):
        for table in d.tables:
            streams = ARN % ("dynamodb", f"table/local-{table}/stream/*")
            for action in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"):
                yield f"dynamodb:{action}", streams, ""
    if isinstance(d, Carrier):
        yield "events:PutEvents", ARN % ("events", "event-bus/local-bus"), ""
    if not isinstance(d, Endpoint | SocketAction | QueueConsumer):
        yield "sqs:SendMessage", ARN % ("sqs", f"local-{d.service}-dead-letters"), ""


def test_a_function_may_do_exactly_what_it_declares(local: Deployment, catalog: Catalog) -> None:
    for d in catalog.declarations:
        _, role = functions(home(local, d))[Names("local").function(d)]
        found = set(rights(statements(role)))
        posting = {right for right in found if right[0] == "execute-api:ManageConnections"}
        passing = {right for right in found if right[0] == "iam:PassRole"}
        assert len(passing) == bool(d.schedules), d.handler
        assert all(SCHEDULER_ROLE.search(role) for _, role, _ in passing), d.handler
        assert found - posting - passing == {*declared_rights(d), *trigger_rights(d)}, d.handler
        assert bool(posting) == d.posts, d.handler
        assert all(resource.endswith("/local/*/@connections/*") for _, resource, _ in posting)


def test_no_role_may_do_anything_to_everything(local: Deployment) -> None:
    for template in local.values():
        for role in template.of("IAM::Role"):
            for action, resource, _ in rights(statements(role)):
                assert "*" not in action, role.id
                assert resource != "*", role.id
                assert resource.startswith(("arn:", "${")), role.id


def test_nobody_may_change_or_delete_an_entry_of_the_audit_log(local: Deployment) -> None:
    """But what deletes a whole community. That a row is not put over another, IAM cannot say."""
    entry, head = "AUD#com_x", "AUDHEAD#com_x"
    able: dict[str, set[str]] = {entry: set(), head: set()}
    deleters: set[str] = set()
    for template in local.values():
        for role in template.of("IAM::Role"):
            for action, resource, keys in rights(statements(role)):
                for key in able:
                    if "table/local-communities" in resource and fnmatchcase(key, keys or "*"):
                        able[key].add(action.removeprefix("dynamodb:"))
                        if action == "dynamodb:DeleteItem":
                            deleters.add(role.id)
    assert able[entry] == {*STREAM, *READ, "PutItem", "DeleteItem"}
    assert able[head] == {*STREAM, *READ, "UpdateItem", "DeleteItem"}
    [purge] = deleters
    assert "purge" in purge.lower()


def test_managed_policies_are_only_the_gateways_own(local: Deployment) -> None:
    managed = {
        policy
        for template in local.values()
        for role in template.of("IAM::Role")
        for policy in role.props.get("ManagedPolicyArns", ())
    }
    gateway = "service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    assert managed == {f"arn:${{AWS::Partition}}:iam::aws:policy/{gateway}"}


def test_policies_fit_into_a_role(local: Deployment) -> None:
    for template in local.values():
        for role in template.of("IAM::Role"):
            assert len(str(statements(role))) < 10_240, role.id


@pytest.mark.parametrize(
    "grants",
    [
        (),
        (Grant("a", ("GetItem",), ("X#",)),),
        (Grant("a", ("GetItem",), ("X#",)), Grant("a", ("PutItem",), ("X#", "Y#"))),
        (Grant("a", ("GetItem",), ("X#",)), Grant("b", ("GetItem",), ("X#",))),
    ],
)
def test_merging_grants_keeps_every_right_and_adds_none(grants: tuple[Grant, ...]) -> None:
    before = {(g.service, a, p) for g in grants for a in g.actions for p in g.prefixes}
    after = {
        (s, a, p) for (s, prefixes), acts in merged(grants).items() for a in acts for p in prefixes
    }
    assert before == after
