"""IAM on the patched emulator: a function's role is enforced, down to the partition it names."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from localstack.emulator import REGION
from tests.localstack.conftest import Local

TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/ruled"
RULES = [
    (["GetItem", "Query", "BatchGetItem", "UpdateItem"], ["A#*"]),
    (["PutItem", "ConditionCheckItem"], ["A#*"]),
    (["PutItem"], ["B#*"]),
]
SOURCE = """
import os
def handler(event, context):
    return {name: os.environ[name] for name in event}
"""
CREDENTIALS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]


def statement(actions: list[str], keys: list[str]) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Action": [f"dynamodb:{action}" for action in actions],
        "Resource": TABLE,
        "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": keys}},
    }


def client_of(local: Local, service: str, rules: list[dict[str, Any]]) -> Any:
    """A client with the credentials that a function gets whose role has these rules."""
    roles, name = local.client("iam"), f"ruled-{service}"
    role = roles.create_role(RoleName=name, AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    document = {"Version": "2012-10-17", "Statement": rules}
    roles.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(document))
    local.function(name, SOURCE, Role=role)
    key, secret, token = (local.invoke(name, CREDENTIALS)[each] for each in CREDENTIALS)
    return boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=local.emulator.endpoint_url,
        region_name=REGION,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )


@pytest.fixture(scope="module")
def table(local: Local) -> Iterator[Any]:
    """A DynamoDB client with the credentials a function with RULES gets."""
    local.client("dynamodb").create_table(
        TableName="ruled",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client = client_of(local, "dynamodb", [statement(*rule) for rule in RULES])
    yield client
    client.close()


@pytest.fixture(scope="module")
def scheduler(local: Local) -> Iterator[Any]:
    """A Scheduler client of a function that may schedule in the group ``own``, in one role."""
    for group in ("own", "others"):
        local.client("scheduler").create_schedule_group(Name=group)
    own = "arn:aws:scheduler:us-east-1:000000000000:schedule/own/*"
    actions = [f"scheduler:{action}Schedule" for action in ("Create", "Update", "Delete")]
    for_scheduler = {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}
    passes = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": INVOKER}
    rules: list[dict[str, Any]] = [
        {"Effect": "Allow", "Action": actions, "Resource": own},
        passes | {"Condition": for_scheduler},
    ]
    client = client_of(local, "scheduler", rules)
    yield client
    client.close()


INVOKER = "arn:aws:iam::000000000000:role/invoker"


def plan(group: str, role: str = INVOKER) -> dict[str, Any]:
    return {
        "GroupName": group,
        "Name": "once",
        "ScheduleExpression": "at(2033-05-18T03:33:00)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:lambda:us-east-1:000000000000:function:f", "RoleArn": role},
    }


def test_schedules_are_held_to_their_group_and_role(scheduler: Any) -> None:
    assert is_refused(scheduler.create_schedule, **plan("others"))
    assert is_refused(scheduler.create_schedule, **plan("own", role=f"{INVOKER}-of-others"))
    assert not is_refused(scheduler.create_schedule, **plan("own"))
    assert is_refused(scheduler.update_schedule, **plan("own", role=f"{INVOKER}-of-others"))
    assert not is_refused(scheduler.update_schedule, **plan("own"))
    assert is_refused(scheduler.get_schedule, GroupName="own", Name="once")
    assert is_refused(scheduler.delete_schedule, GroupName="others", Name="once")
    assert not is_refused(scheduler.delete_schedule, GroupName="own", Name="once")


def row(partition: str) -> dict[str, Any]:
    return {"pk": {"S": partition}}


def write(member: str, partition: str) -> dict[str, Any]:
    part = {"Put": "Item", "ConditionCheck": "Key"}[member]
    more = {"ConditionExpression": "attribute_not_exists(x)"} if part == "Key" else {}
    return {member: {"TableName": "ruled", part: row(partition), **more}}


def query(partition: str) -> dict[str, Any]:
    return {
        "KeyConditionExpression": "#k = :v",
        "ExpressionAttributeNames": {"#k": "pk"},
        "ExpressionAttributeValues": {":v": {"S": partition}},
    }


def is_refused(call: Any, **request: Any) -> bool:
    try:
        call(**request)
    except ClientError as error:
        return error.response["Error"]["Code"] == "AccessDeniedException"
    return False


@pytest.mark.parametrize(("partition", "refused"), [("A#1", False), ("B#1", True)])
def test_reads_are_held_to_their_prefix(table: Any, partition: str, refused: bool) -> None:
    assert is_refused(table.get_item, TableName="ruled", Key=row(partition)) is refused
    assert is_refused(table.query, TableName="ruled", **query(partition)) is refused
    batch = {"ruled": {"Keys": [row("A#2"), row(partition)]}}
    assert is_refused(table.batch_get_item, RequestItems=batch) is refused


def test_actions_the_role_does_not_name_are_refused(table: Any) -> None:
    assert is_refused(table.delete_item, TableName="ruled", Key=row("A#1"))
    assert not is_refused(table.put_item, TableName="ruled", Item=row("B#1"))


def test_each_item_of_a_transaction_is_held_to_its_own_rule(table: Any) -> None:
    allowed = [write("Put", "A#7"), write("Put", "B#7"), write("ConditionCheck", "A#8")]
    assert not is_refused(table.transact_write_items, TransactItems=allowed)
    token = uuid.uuid4().hex
    forbidden = [write("Put", "A#9"), write("ConditionCheck", "B#9")]
    assert is_refused(table.transact_write_items, TransactItems=forbidden, ClientRequestToken=token)
