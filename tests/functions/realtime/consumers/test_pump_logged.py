"""The table's own stream: what is written is delivered even when no nudge arrives."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from commons.aws import client
from commons.settings import table_name
from commons.streams.log import DynamoLog
from commons.testing import Connections, Context
from commons.wire import item
from functions.realtime.consumers.pump_logged import pump_logged
from functions.realtime.consumers.pump_nudged import pump_nudged
from tests.functions.messages.places import Place, add_channel, flush, heard, look, say
from tests.functions.realtime.rows import head


def records(*places: Place) -> list[dict[str, Any]]:
    """The stream's records of every log row, in DynamoDB's JSON: bytes come as base64."""
    found = []
    for place in places:
        answer = client("dynamodb").query(
            TableName=table_name("messages"),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=item({":pk": f"S#{place.stream}", ":sk": "L#"}),
        )
        found += [wired(row) for row in answer["Items"]]
    return [
        {
            "eventID": str(number),
            "eventName": "INSERT",
            "dynamodb": {"SequenceNumber": str(1000 + number), "NewImage": row},
        }
        for number, row in enumerate(found)
    ]


def wired(value: Any) -> Any:
    """A row as Lambda receives it."""
    if isinstance(value, dict):
        return {name: wired(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [wired(inner) for inner in value]
    return b64encode(value).decode() if isinstance(value, bytes) else value


def logged(*found: dict[str, Any]) -> dict[str, Any]:
    """Hand records to the consumer; its answer."""
    return pump_logged({"Records": list(found)}, Context())


def test_a_lost_nudge_is_made_up_for(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    said = [say(place, place.owner, f"m{n}") for n in range(3)]

    assert logged(*records(place)) == {"batchItemFailures": []}
    assert [event["d"] for event in heard(socket)] == said
    assert head(place) == 3


def test_what_the_nudge_delivered_is_not_delivered_again(
    place: Place, connections: Connections
) -> None:
    socket = look(place, place.member, connections)
    say(place, place.owner)
    flush(place)

    logged(*records(place))
    assert len(socket.got("batch")) == 1


def test_a_batch_may_be_of_many_streams(place: Place, connections: Connections) -> None:
    more = add_channel(place)
    sockets = [look(where, place.member, connections) for where in (place, more)]
    for where in (place, more):
        say(where, place.owner)

    assert logged(*records(place, more)) == {"batchItemFailures": []}
    assert [len(heard(socket)) for socket in sockets] == [1, 1]


def test_ciphertext_and_voids_are_rows_too(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    say(place, place.owner, ciphertext="AP8=", content=None)  # type: ignore[arg-type]
    DynamoLog().fill(place.stream, DynamoLog().reserve(place.stream))

    assert logged(*records(place)) == {"batchItemFailures": []}
    assert [event["d"]["ciphertext"] for event in heard(socket)] == ["AP8="]
    assert socket.got("batch")[-1]["to"] == 2


def test_rows_again_and_out_of_date_do_no_harm(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    say(place, place.owner)
    old = records(place)
    logged(*old)
    say(place, place.owner)
    flush(place)
    logged(*old)
    logged(*records(place))

    assert [event["sq"] for event in heard(socket)] == [1, 2]


def test_a_batch_that_fails_comes_again_from_its_start(place: Place) -> None:
    say(place, place.owner)
    [good] = records(place)
    image = {"pk": {"S": "S#nonsense"}, "sk": {"S": "L#000000000001"}}
    bad = {"dynamodb": {"SequenceNumber": "7", "NewImage": image}}

    assert logged(bad, good) == {"batchItemFailures": [{"itemIdentifier": "7"}]}


def test_both_pumps_declare_the_same_needs() -> None:
    assert pump_logged.writes == pump_nudged.writes
    assert set(pump_logged.uses) == set(pump_nudged.uses)


def test_the_newest_row_decides_wherever_it_stands(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    say(place, place.owner)
    flush(place)
    newest = say(place, place.owner)
    pump_logged({"Records": records(place)[::-1]}, Context())
    assert [batch["to"] for batch in socket.got("batch")][-1] == newest["seq"]
