"""A crowd is posted to by many; one cursor, one order, nobody left out and nobody told twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from commons.aws import client
from commons.testing import Connections, Context, Socket, call
from functions.communities.endpoints.ban_member import ban_member
from functions.realtime import sharding
from functions.realtime.consumers.deliver_shard import deliver_shard
from functions.realtime.models import Focus
from tests.functions.messages.places import Place, flush, heard, look, say
from tests.functions.realtime.rows import head, viewers

OF_ONE = 3


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch, aws: str) -> Iterator[None]:
    """A crowd is more than three."""
    monkeypatch.setattr(sharding, "SHARD", OF_ONE)
    taken()
    yield
    taken()


def taken() -> list[dict[str, Any]]:
    """What the queue holds, as Lambda hands it to the function."""
    queues = client("sqs")
    url = queues.get_queue_url(QueueName="test-realtime-shard.fifo")["QueueUrl"]
    found = []
    while got := queues.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["MessageGroupId"]
    ).get("Messages"):
        for one in got:
            queues.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
            group = one["Attributes"]["MessageGroupId"]
            found.append(
                {
                    "messageId": one["MessageId"],
                    "body": one["Body"],
                    "attributes": {"MessageGroupId": group},
                }
            )
    return found


def work(records: list[dict[str, Any]]) -> None:
    assert deliver_shard({"Records": records}, Context()) == {"batchItemFailures": []}


def crowd(place: Place, connections: Connections, size: int = 10) -> list[Socket]:
    return [look(place, place.member, connections) for _ in range(size)]


def test_everybody_in_a_crowd_hears_everything_once_and_in_order(
    place: Place, connections: Connections
) -> None:
    sockets = crowd(place, connections)
    for _ in range(3):
        say(place, place.owner)
        flush(place)
    assert [heard(socket) for socket in sockets] == [[]] * 10
    assert head(place) == 3
    work(taken())

    assert [[e["sq"] for e in heard(socket)] for socket in sockets] == [[1, 2, 3]] * 10
    for socket in sockets:
        assert [(b["pv"], b["to"]) for b in socket.got("batch")] == [(0, 1), (1, 2), (2, 3)]


def test_each_function_posts_to_few(place: Place, connections: Connections) -> None:
    crowd(place, connections)
    say(place, place.owner)
    flush(place)

    groups = {record["attributes"]["MessageGroupId"] for record in taken()}
    assert groups == {f"{place.stream}|{number}" for number in range(4)}


def test_up_to_a_shard_nobody_else_is_needed(place: Place, connections: Connections) -> None:
    sockets = crowd(place, connections, OF_ONE)
    say(place, place.owner)
    flush(place)

    assert taken() == []
    assert [len(heard(socket)) for socket in sockets] == [1] * OF_ONE


def test_who_comes_meanwhile_is_left_out_by_no_range(
    place: Place, connections: Connections
) -> None:
    crowd(place, connections)
    say(place, place.owner)
    flush(place)
    records = taken()
    late = crowd(place, connections, 6)
    work(records)

    assert [[e["sq"] for e in heard(socket)] for socket in late] == [[1]] * 6


def test_a_repeat_does_no_harm(place: Place, connections: Connections) -> None:
    """The client's rule drops what it has: pv and to are the same."""
    sockets = crowd(place, connections)
    say(place, place.owner)
    flush(place)
    records = taken()
    work(records)
    work(records)

    for socket in sockets:
        assert {(b["pv"], b["to"]) for b in socket.got("batch")} == {(0, 1)}


def test_who_is_gone_is_forgotten_and_holds_nobody(place: Place, connections: Connections) -> None:
    sockets = crowd(place, connections)
    gone = sockets[4]
    connections.closed.add(gone.connection_id)
    say(place, place.owner)
    flush(place)
    work(taken())

    assert viewers(place) == {one.connection_id for one in sockets if one is not gone}
    assert [len(heard(one)) for one in sockets if one is not gone] == [1] * 9


def test_the_banned_in_a_crowd_hear_nothing_said_after_the_ban(
    place: Place, connections: Connections
) -> None:
    banned = crowd(place, connections, 5)
    others = [look(place, place.owner, connections) for _ in range(5)]
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    assert call(ban_member, path, as_=place.owner).status == 204
    say(place, place.owner, "after")
    flush(place)
    work(taken())

    assert [heard(socket) for socket in banned] == [[]] * 5
    assert [len(heard(socket)) for socket in others] == [1] * 5


@pytest.mark.parametrize("size", [4, 6, 7, 1000])
def test_ranges_hold_everybody_once(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    names = sorted(f"{number * 7919 % 100_000:05d}xYz=" for number in range(size))
    ranges = sharding._ranges(names)

    for name in [*names, "AAAA", "zzzz", "00000"]:
        assert sum(low <= name <= high for low, high in ranges) == 1
    for low, high in ranges:
        assert sum(low <= name <= high for name in names) <= OF_ONE


def test_a_crowd_costs_its_viewers_rows_twice(place: Place, connections: Connections) -> None:
    crowd(place, connections)
    assert len(Focus.list(place.stream)) == len(
        [
            one
            for low, high in sharding._ranges([v.connection_id for v in Focus.list(place.stream)])
            for one in Focus.between(place.stream, low, high)
        ]
    )
