"""`creavio doctor --stage`: what is wrong in the AWS account, seen on the emulator."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import boto3
import pytest

from creavio.doctor import Finding, Level
from creavio.doctor.account import CHECKS, examine_account

STAGE = "test"


@pytest.fixture(autouse=True)
def stage(aws: str) -> Iterator[None]:
    """The tables of the tests, a queue of dead letters, an alarm and its topic."""
    sqs, cloudwatch, sns = boto3.client("sqs"), boto3.client("cloudwatch"), boto3.client("sns")
    url = sqs.create_queue(QueueName=f"{STAGE}-messages-dead-letters")["QueueUrl"]
    topic = sns.create_topic(Name=f"{STAGE}-alarms")["TopicArn"]
    cloudwatch.put_metric_alarm(
        AlarmName=f"{STAGE}-crashes",
        Namespace="Creavio",
        MetricName="Crash",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    ring(f"{STAGE}-crashes", "OK")
    yield
    cloudwatch.delete_alarms(AlarmNames=[f"{STAGE}-crashes"])
    sns.delete_topic(TopicArn=topic)
    sqs.delete_queue(QueueUrl=url)


def ring(name: str, state: str) -> None:
    """CloudWatch finds the alarm in this state."""
    cloudwatch = boto3.client("cloudwatch")
    cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="a test")


def found(stage: str = STAGE) -> dict[str, Finding]:
    """What the doctor says, by check."""
    return {one.check: one for one in examine_account(stage)}


def test_a_stage_in_order() -> None:
    seen = found()
    for name in ("streams", "dead letters", "alarms", "concurrency"):
        assert seen[name].level is Level.OK, seen[name]


def test_dead_letters_are_counted_and_named() -> None:
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{STAGE}-messages-dead-letters")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    one = found()["dead letters"]
    assert one.level is Level.FAILED
    assert one.text == f"1 in {STAGE}-messages-dead-letters"
    assert "python -m ops --stage test dead-letters" in one.remedy


def test_an_alarm_that_rings() -> None:
    ring(f"{STAGE}-crashes", "ALARM")
    one = found()["alarms"]
    assert (one.level, one.text) == (Level.FAILED, f"ringing: {STAGE}-crashes")


def test_alarms_that_nobody_hears() -> None:
    assert found()["alarm mail"].text == "nobody hears the alarms"


def test_tables_without_streams_or_backups() -> None:
    dynamodb = boto3.client("dynamodb")
    dynamodb.create_table(
        TableName="ill-auth",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    seen = found("ill")
    assert (seen["streams"].level, seen["streams"].text) == (Level.FAILED, "off: ill-auth")
    assert seen["backups"].level is Level.WARNING
    dynamodb.update_continuous_backups(
        TableName="ill-auth",
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    assert found("ill")["backups"].level is Level.OK
    dynamodb.delete_table(TableName="ill-auth")


def test_a_stage_that_is_not_there() -> None:
    seen = found("nowhere")
    assert seen["tables"].level is Level.FAILED
    assert seen["alarm mail"].level is Level.WARNING


def test_what_may_not_be_looked_at_is_said_and_the_rest_is_looked_at() -> None:
    seen = found()
    assert seen["quotas"].level is Level.SKIPPED  # the emulator has no Service Quotas
    assert len(seen) >= len(CHECKS)


def test_without_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    [one] = examine_account(STAGE)
    assert (one.level, one.check) == (Level.FAILED, "aws")


def test_without_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    [one] = examine_account(STAGE)
    assert one.level is Level.SKIPPED
    assert "pip install boto3" in one.remedy
