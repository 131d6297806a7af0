"""Queues, table streams, the event bus and schedules on the patched emulator."""

import json
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.localstack.conftest import ROLE, Local, wait_for

STREAM = """
import json, time
def handler(event, context):
    records = event["Records"]
    keys = [r["dynamodb"]["Keys"]["sk"]["S"] for r in records]
    print(">" + json.dumps({"at": time.time(), "keys": keys}))
    if any("slow" in key for key in keys):
        time.sleep(0.5)
    bad = [r["dynamodb"]["SequenceNumber"] for r, key in zip(records, keys) if "bad" in key]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in bad[:1]]}
"""
QUEUE = """
import json, time
def handler(event, context):
    bodies = [r["body"] for r in event["Records"]]
    print(">" + json.dumps({"at": time.time(), "bodies": bodies}))
    if "slow" in bodies:
        time.sleep(0.5)
"""


def calls_of(local: Local, function: str, number: int) -> list[Any]:
    """So many calls of a function, by their start (they print in the order they end)."""
    wait_for(lambda: len(local.printed(function)) >= number)
    return sorted(local.printed(function), key=lambda call: float(call["at"]))


def stream_table(local: Local, function: str, **mapping: Any) -> Any:
    """A table whose inserts of `L#` go to `function`; answers its DynamoDB client."""
    tables, table = local.client("dynamodb"), f"table-{function}"
    names = ("pk", "HASH"), ("sk", "RANGE")
    made = tables.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in names],
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n, _ in names],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    local.function(function, STREAM)
    pattern = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "L#"}]}}}}
    local.client("lambda").create_event_source_mapping(
        FunctionName=function,
        EventSourceArn=made["TableDescription"]["LatestStreamArn"],
        StartingPosition="TRIM_HORIZON",
        FunctionResponseTypes=["ReportBatchItemFailures"],
        FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]},
        **{"BatchSize": 10, "ParallelizationFactor": 10, **mapping},
    )
    return tables


def put(tables: Any, function: str, partition: str, sort: str) -> None:
    item = {"pk": {"S": partition}, "sk": {"S": sort}}
    tables.put_item(TableName=f"table-{function}", Item=item)


def test_partitions_of_a_stream_run_side_by_side_each_in_order(local: Local) -> None:
    tables = stream_table(local, "lanes", BatchSize=1)
    for step in ("L#1-slow", "L#2-slow"):
        for partition in ("one", "two"):
            put(tables, "lanes", partition, step)
    put(tables, "lanes", "one", "X#filtered")
    calls = calls_of(local, "lanes", 4)
    assert calls[1]["at"] - calls[0]["at"] < 0.4  # the second partition did not wait
    assert [call["keys"][0][:3] for call in calls] == ["L#1", "L#1", "L#2", "L#2"]


def test_a_failed_record_is_repeated_and_given_up_without_losing_the_next(local: Local) -> None:
    queues = local.client("sqs")
    dead = queues.create_queue(QueueName="stream-dead")["QueueUrl"]
    tables = stream_table(
        local,
        "partial",
        MaximumRetryAttempts=1,
        BisectBatchOnFunctionError=True,
        DestinationConfig={
            "OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:stream-dead"}
        },
    )
    for key in ("L#1-good", "L#2-bad", "L#3-after"):
        put(tables, "partial", "same", key)

    def seen() -> list[str]:
        return [key for call in local.printed("partial") for key in call["keys"]]

    wait_for(lambda: seen()[-1:] == ["L#3-after"] and seen().count("L#2-bad") >= 2)
    assert seen().count("L#1-good") == 1
    given_up = wait_for(lambda: queues.receive_message(QueueUrl=dead).get("Messages"))
    assert json.loads(given_up[0]["Body"])["DDBStreamBatchInfo"]["batchSize"] == 1


def test_groups_of_a_fifo_queue_do_not_wait_for_each_other(local: Local) -> None:
    queues = local.client("sqs")
    queue = queues.create_queue(QueueName="groups.fifo", Attributes={"FifoQueue": "true"})
    local.function("groups", QUEUE)
    for group in ("a", "b", "c"):
        for body in ("slow", f"{group}2"):
            queues.send_message(
                QueueUrl=queue["QueueUrl"],
                MessageBody=body,
                MessageGroupId=group,
                MessageDeduplicationId=uuid.uuid4().hex,
            )
    local.client("lambda").create_event_source_mapping(
        FunctionName="groups",
        EventSourceArn="arn:aws:sqs:us-east-1:000000000000:groups.fifo",
        BatchSize=1,
    )
    calls = calls_of(local, "groups", 6)
    assert [call["bodies"] for call in calls[:3]] == [["slow"]] * 3
    assert calls[2]["at"] - calls[0]["at"] < 0.4


def test_the_bus_retries_a_function_and_then_uses_its_destination(local: Local) -> None:
    events, queues = local.client("events"), local.client("sqs")
    dead = queues.create_queue(QueueName="bus-dead")["QueueUrl"]
    source = "def handler(event, context):\n    print('>1')\n    raise OSError('again')\n"
    arn = local.function("retried", source)
    local.client("lambda").put_function_event_invoke_config(
        FunctionName="retried",
        MaximumRetryAttempts=2,
        DestinationConfig={
            "OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:bus-dead"}
        },
    )
    events.create_event_bus(Name="probe")
    events.put_rule(Name="r", EventBusName="probe", EventPattern='{"source":["probe"]}')
    events.put_targets(Rule="r", EventBusName="probe", Targets=[{"Id": "1", "Arn": arn}])
    entry = {"EventBusName": "probe", "Source": "probe", "DetailType": "D", "Detail": "{}"}
    assert events.put_events(Entries=[entry])["FailedEntryCount"] == 0
    message = wait_for(lambda: queues.receive_message(QueueUrl=dead).get("Messages"))[0]
    assert json.loads(message["Body"])["requestPayload"]["source"] == "probe"
    assert local.printed("retried") == [1, 1, 1]


def test_a_schedule_fires_within_seconds_of_its_time(local: Local) -> None:
    source = "import time\ndef handler(event, context):\n    print('>%f' % time.time())\n"
    arn = local.function("scheduled", source)
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    local.client("scheduler").create_schedule(
        Name="once",
        ScheduleExpression=f"at({due:%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn, "RoleArn": ROLE, "Input": "{}"},
    )
    fired = wait_for(lambda: local.printed("scheduled"))[0]
    assert 0 <= fired - due.timestamp() < 4
    assert time.time() >= fired
