"""Dead letters of every kind are listed without content, given back once, and only then deleted."""

from __future__ import annotations

import json
import time
from typing import Any

from commons.ids import EVENT, new_id
from tests.localstack.conftest import wait_for
from tests.ops.conftest import Stage

DETAIL = {"event_id": "evt_7", "bio": "private words"}


def failed_call(stage: Stage) -> str:
    """A consumer that failed for good; its dead letters."""
    stage.bus()
    dead = stage.queue("users-dead-letters")
    arn = stage.function("users-on-thing", dead=dead)
    stage.subscribe("users-on-thing", "ThingHappened", arn)
    stage.tell("ThingHappened", **DETAIL)
    stage.wait_for_depth(dead)
    return dead


def test_a_failed_call_is_listed_shown_and_done_again_once(stage: Stage) -> None:
    dead = failed_call(stage)

    listed = stage.ops("dead-letters", "list")
    assert f"{stage.name}-users-dead-letters  1 waiting, oldest 0 min" in listed
    assert f"1 x {stage.name}-users-on-thing  LookupError" in listed
    shown = stage.ops("dead-letters", "show")
    assert all(word in shown for word in ("ThingHappened", "evt_7", "LookupError", "attempts"))
    assert "private" not in listed + shown
    assert "private words" in stage.ops("dead-letters", "show", "--full")

    assert "0 redriven, 1 stay, 1 LookupError" in stage.ops(
        "dead-letters", "redrive", "--all", code=1
    )
    assert stage.depth(dead) == 1
    stage.mend("users-on-thing")
    assert "1 redriven, 0 stay" in stage.ops("dead-letters", "redrive", "--all")
    assert "0 redriven, 0 stay" in stage.ops("dead-letters", "redrive", "--all")

    assert stage.depth(dead) == 0
    assert [event["detail"] for event in stage.done("users-on-thing")] == [DETAIL]


def test_an_event_that_could_not_be_delivered_is_handed_to_its_target(stage: Stage) -> None:
    dead = stage.queue("users-dead-letters")
    arn = stage.function("users-on-thing")
    stage.mend("users-on-thing")
    event = {"id": "1", "source": "tests", "detail-type": "ThingHappened", "detail": DETAIL}
    told = {"TARGET_ARN": arn, "ERROR_CODE": "NO_PERMISSIONS", "RETRY_ATTEMPTS": "3"}
    stage.put(dead, event, RULE_ARN="arn:aws:events:rule", ERROR_MESSAGE="private", **told)

    shown = stage.ops("dead-letters", "show")
    assert all(word in shown for word in ("delivery", "evt_7", "NO_PERMISSIONS", "after 4"))
    assert "private" not in shown
    assert "1 redriven" in stage.ops("dead-letters", "redrive", "--all")
    assert stage.done("users-on-thing") == [event]


def table_with_stream(stage: Stage) -> str:
    """The table ``<stage>-things``; its stream."""
    keys = ("pk", "HASH"), ("sk", "RANGE")
    answer = stage.local.client("dynamodb").create_table(
        TableName=f"{stage.name}-things",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    return str(answer["TableDescription"]["LatestStreamArn"])


def put_row(stage: Stage, pk: str, **values: Any) -> None:
    row = {"pk": {"S": pk}, "sk": {"S": "ThingHappened"}, "blob": {"B": b"\x00\xff"}} | values
    stage.local.client("dynamodb").put_item(TableName=f"{stage.name}-things", Item=row)


def feed(stage: Stage, stream: str, dead: str) -> None:
    wanted = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "OUTBOX#"}]}}}}
    stage.local.client("lambda").create_event_source_mapping(
        EventSourceArn=stream,
        FunctionName=f"{stage.name}-things-carry-outbox",
        StartingPosition="TRIM_HORIZON",
        MaximumRetryAttempts=0,
        FilterCriteria={"Filters": [{"Pattern": json.dumps(wanted)}]},
        DestinationConfig={"OnFailure": {"Destination": dead}},
    )


def events_in(calls: list[Any]) -> list[str]:
    rows = [record["dynamodb"]["NewImage"] for call in calls for record in call["Records"]]
    assert all(row["blob"] == {"B": "AP8="} for row in rows)
    return [row["pk"]["S"] for row in rows]


def test_rows_a_stream_gave_up_on_are_fetched_again_while_it_has_them(stage: Stage) -> None:
    dead = stage.queue("things-dead-letters")
    stage.function("things-carry-outbox")
    stream = table_with_stream(stage)
    put_row(stage, "OUTBOX#1")
    put_row(stage, "THING#2")
    put_row(stage, "OUTBOX#3")
    feed(stage, stream, dead)
    wait_for(lambda: stage.depth(dead) > 0)
    time.sleep(0.5)  # the first and the last may have been given up apart
    letters = stage.depth(dead)
    put_row(stage, "OUTBOX#4", later={"BOOL": True})
    stage.wait_for_depth(dead, letters + 1)

    assert f"row(s) of {stage.name}-things" in stage.ops("dead-letters", "show")
    stage.mend("things-carry-outbox")
    stage.ops("dead-letters", "redrive", "--all")

    assert stage.depth(dead) == 0
    done = events_in(stage.done("things-carry-outbox"))
    assert sorted(set(done)) == ["OUTBOX#1", "OUTBOX#3", "OUTBOX#4"]
    assert len(done) <= 4  # a batch given up in two parts overlaps at most by its middle


def expired(stage: Stage, stream: str) -> dict[str, Any]:
    """What Lambda says of a batch whose rows the stream no longer has."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    arn = f"arn:aws:lambda:us-east-1:000000000000:function:{stage.name}-things-carry-outbox"
    return {
        "requestContext": {"functionArn": arn, "condition": "RetryAttemptsExhausted"},
        "DDBStreamBatchInfo": {
            "shardId": "shardId-00000001573944437326-00000000",
            "startSequenceNumber": f"{1:021d}",
            "endSequenceNumber": f"{2:021d}",
            "approximateArrivalOfFirstRecord": now,
            "approximateArrivalOfLastRecord": now,
            "batchSize": 1,
            "streamArn": stream,
        },
    }


def test_rows_the_stream_has_lost_stay_until_they_are_read_from_the_table(stage: Stage) -> None:
    dead = stage.queue("things-dead-letters")
    stage.function("things-carry-outbox")
    stream = table_with_stream(stage)
    stage.mend("things-carry-outbox")
    feed(stage, stream, stage.queue("elsewhere"))
    event = f"OUTBOX#{new_id(EVENT)}"
    put_row(stage, event)
    put_row(stage, "THING#1")
    wait_for(lambda: stage.done("things-carry-outbox"))
    stage.put(dead, expired(stage, stream))

    answer = stage.ops("dead-letters", "redrive", "--all", code=1)
    assert "0 redriven, 1 stay, 1 RowsExpired" in answer
    assert stage.depth(dead) == 1
    assert "1 redriven" in stage.ops("dead-letters", "redrive", "--all", "--from-table")
    assert events_in(stage.done("things-carry-outbox")) == [event, event]


def test_a_fifo_queues_message_goes_back_to_its_queue_and_group(stage: Stage) -> None:
    fifo = {"FifoQueue": "true"}
    dead = stage.queue("realtime-pump-dead.fifo", **fifo)
    policy = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 1})
    source = stage.queue("realtime-pump.fifo", **fifo, RedrivePolicy=policy)
    sqs = stage.local.client("sqs")
    for number in range(12):
        sqs.send_message(
            QueueUrl=stage.url(source),
            MessageBody="h:chn_1",
            MessageGroupId="h:chn_1",
            MessageDeduplicationId=str(number),
        )
    wait_for(lambda: _received(stage, source) == [] and stage.depth(dead) == 12)

    assert "1 x nudge" not in stage.ops("dead-letters", "list")
    assert "12 waiting" in stage.ops("dead-letters", "list")
    assert "12 redriven, 0 stay" in stage.ops("dead-letters", "redrive", "--all")
    assert (stage.depth(dead), stage.depth(source)) == (0, 12)
    [message, *_] = _received(stage, source)
    assert (message["Body"], message["Attributes"]["MessageGroupId"]) == ("h:chn_1", "h:chn_1")


def _received(stage: Stage, queue: str) -> list[Any]:
    answer = stage.local.client("sqs").receive_message(
        QueueUrl=stage.url(queue),
        MaxNumberOfMessages=10,
        VisibilityTimeout=0,
        AttributeNames=["All"],
    )
    messages: list[Any] = answer.get("Messages", [])
    return messages


def test_one_message_of_several_is_chosen_by_its_id(stage: Stage) -> None:
    dead = stage.queue("users-dead-letters")
    arn = stage.function("users-on-thing")
    stage.mend("users-on-thing")
    ids = [
        stage.put(
            dead, {"id": str(n), "detail-type": "ThingHappened", "detail": {}}, TARGET_ARN=arn
        )
        for n in range(3)
    ]

    assert "1 redriven" in stage.ops("dead-letters", "redrive", "--id", ids[1])
    assert [event["id"] for event in stage.done("users-on-thing")] == ["1"]
    assert stage.depth(dead) == 2
    assert ids[1] in stage.ops("dead-letters", "redrive", "--id", ids[1], code=1)


def test_discarding_needs_to_be_confirmed(stage: Stage) -> None:
    dead = stage.queue("users-dead-letters")
    kept = stage.put(dead, {"what": "ever"})
    gone = stage.put(dead, "private words")

    assert "--confirm" in stage.ops("dead-letters", "discard", "--all", code=1)
    assert stage.depth(dead) == 2
    answer = stage.ops("dead-letters", "discard", "--id", gone, "--confirm")
    assert "1 discarded" in answer
    assert "private" not in answer
    assert "0 redriven, 1 stay, 1 UnknownKind" in stage.ops(
        "dead-letters", "redrive", "--all", code=1
    )
    assert kept in stage.ops("dead-letters", "show")


def test_words_that_mean_nothing_are_refused_and_change_nothing(stage: Stage) -> None:
    dead = stage.queue("users-dead-letters")
    stage.put(dead, {})

    assert "there is: " + f"{stage.name}-users-dead-letters" in stage.ops(
        "dead-letters", "list", "--queue", "nonesuch", code=1
    )
    assert "required" in stage.ops("dead-letters", "redrive", code=2)
    assert "no message x" in stage.ops("dead-letters", "discard", "--id", "x", "--confirm", code=1)
    stage.name = "No Stage"
    assert "is no stage" in stage.ops("dead-letters", "list", code=1)
    stage.name = "nonesuch"
    assert stage.ops("dead-letters", "list") == ""
