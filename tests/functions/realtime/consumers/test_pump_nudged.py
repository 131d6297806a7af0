"""The pump: every accepted event to every viewer, in order, over no hole, to nobody removed."""

from __future__ import annotations

import pytest

from commons import access
from commons.access import Version
from commons.aws import client
from commons.errors import Unavailable
from commons.streams.append import append
from commons.streams.log import DynamoLog, Entry
from commons.testing import Connections, Person, Socket, call, nudged
from commons.wire import encode
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.models.access import ChannelAccess
from functions.communities.models.access import Version as AccessVersion
from functions.messages.endpoints.delete_message import delete_message
from functions.realtime.consumers.pump_nudged import pump_nudged
from functions.realtime.models import Focus
from tests.functions.messages.places import (
    Place,
    add_channel,
    at_once,
    flush,
    found_place,
    heard,
    join,
    look,
    say,
)
from tests.functions.realtime.rows import head, put_messages, viewers


def chain(socket: Socket) -> list[tuple[int, int]]:
    """``pv`` and ``to`` of the batches a socket got."""
    return [(batch["pv"], batch["to"]) for batch in socket.got("batch")]


def positions(socket: Socket) -> list[int]:
    """Positions of the events a socket got."""
    return [event["sq"] for event in heard(socket)]


def new_message(place: Place, sq: int, content: str = "slow") -> Entry:
    """A row as a writer of its own would append it."""
    d = {"id": f"msg_{sq:026d}", "content": content}
    return Entry(
        sq, "MESSAGE_CREATE", f"evt_{sq:026d}", 1_790_000_000_000, place.owner.user_id, d=d
    )


def test_everyone_who_looks_hears_it(place: Place, connections: Connections) -> None:
    sockets = [look(place, who, connections) for who in (place.owner, place.member, place.member)]
    elsewhere = look(add_channel(place), place.member, connections)
    said = say(place, place.owner)
    assert nudged(pump_nudged, place.stream) == []

    for socket in sockets:
        [batch] = socket.got("batch")
        [event] = batch.pop("e")
        assert batch == {"st": place.stream, "pv": 0, "to": 1}
        assert (event["t"], event["sq"], event["d"]) == ("MESSAGE_CREATE", 1, said)
    assert elsewhere.got("batch") == []
    assert head(place) == 1


def test_batches_are_a_chain(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    for count in (1, 3, 2):
        for _ in range(count):
            say(place, place.owner)
        flush(place)

    assert chain(socket) == [(0, 1), (1, 4), (4, 6)]
    assert positions(socket) == [1, 2, 3, 4, 5, 6]


def test_nothing_new_is_nothing_posted(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    flush(place)
    say(place, place.owner)
    flush(place)
    flush(place)

    assert chain(socket) == [(0, 1)]


def test_a_batch_is_split_to_small_frames(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    for _ in range(7):
        say(place, place.owner, "€" * 4000)
    flush(place)

    assert chain(socket) == [(0, 2), (2, 4), (4, 6), (6, 7)]
    assert positions(socket) == [1, 2, 3, 4, 5, 6, 7]
    assert all(len(encode(frame).encode()) <= 30_720 for frame in socket.frames)


def test_a_long_backlog_is_delivered_in_one_run(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    put_messages(place, 1100)
    flush(place)

    assert positions(socket) == list(range(1, 1101))
    assert head(place) == 1100


def test_what_was_deleted_before_its_delivery_is_not_shown(
    place: Place, connections: Connections
) -> None:
    socket = look(place, place.member, connections)
    path = f"{place.messages}/{say(place, place.owner, 'regretted')['id']}"
    call(delete_message, path, as_=place.owner)
    flush(place)

    assert chain(socket) == [(0, 2)]
    assert [event["t"] for event in heard(socket)] == ["MESSAGE_DELETE"]
    assert "regretted" not in str(socket.frames)


def test_the_channel_shows_its_head_and_last_message(place: Place) -> None:
    said = say(place, place.owner)
    path = f"/channels/{place.channel_id}"
    assert call(get_channel, path, as_=place.member).body["last_message"] is None
    flush(place)

    shown = call(get_channel, path, as_=place.member).body
    last = {"id": said["id"], "seq": 1, "at": said["created_at"]}
    assert (shown["head"], shown["last_message"]) == (1, last)


def test_a_hole_is_filled_and_nothing_passes_over_it(
    place: Place, connections: Connections
) -> None:
    socket = look(place, place.member, connections)
    log = DynamoLog()
    say(place, place.owner)
    hole = log.reserve(place.stream)
    after = say(place, place.owner, "after the hole")
    flush(place)

    assert (hole, after["seq"]) == (2, 3)
    assert chain(socket) == [(0, 1), (1, 3)]
    assert positions(socket) == [1, 3]
    rows = log.after(place.stream, 0)
    assert [row.is_void for row in rows] == [False, True, False]
    # The void came no earlier than 300 ms after the row above it.
    assert rows[1].at >= rows[2].at + 300


def test_a_slow_writer_takes_a_new_position(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    tried: list[int] = []

    def draft(sq: int) -> Entry:
        if not tried:  # while this writer is slow, another one writes and the pump runs
            say(place, place.owner, "quick")
            flush(place)
        tried.append(sq)
        return new_message(place, sq)

    done = append(DynamoLog(), place.stream, draft, nudge=lambda *_: None)
    flush(place)

    assert tried == [1, 3]
    assert done.sq == 3
    assert [(e["sq"], e["d"]["content"]) for e in heard(socket)] == [(2, "quick"), (3, "slow")]
    assert chain(socket) == [(0, 2), (2, 3)]


def test_a_writer_too_slow_five_times_gives_up(place: Place) -> None:
    log = DynamoLog()

    def draft(sq: int) -> Entry:
        log.fill(place.stream, sq)
        return new_message(place, sq)

    with pytest.raises(Unavailable):
        append(log, place.stream, draft, nudge=lambda *_: None)
    assert [row.is_void for row in log.after(place.stream, 0)] == [True] * 5


def test_a_hole_at_the_end_holds_nobody_up(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    say(place, place.owner)
    DynamoLog().reserve(place.stream)
    flush(place)

    assert chain(socket) == [(0, 1)]
    assert head(place) == 1
    assert [row.sq for row in DynamoLog().after(place.stream, 0)] == [1]


def test_pumps_at_once_lose_and_reorder_nothing(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)

    def act(number: int) -> None:
        if number % 2:
            say(place, place.owner, f"m{number}")
        nudged(pump_nudged, place.stream)

    at_once(16, act)
    flush(place)

    cursor, shown = 0, []
    for batch in sorted(socket.got("batch"), key=lambda b: (b["pv"], b["to"])):
        assert batch["pv"] <= cursor
        assert [e["sq"] for e in batch["e"]] == sorted({e["sq"] for e in batch["e"]})
        shown += [e for e in batch["e"] if e["sq"] > cursor]
        cursor = max(cursor, batch["to"])
    assert sorted(e["d"]["content"] for e in shown) == sorted(f"m{n}" for n in range(1, 16, 2))
    assert head(place) == cursor


def test_a_gone_connection_is_forgotten_and_holds_nobody(
    place: Place, connections: Connections
) -> None:
    gone, there = (look(place, place.member, connections) for _ in range(2))
    connections.closed.add(gone.connection_id)
    say(place, place.owner)
    flush(place)

    assert positions(there) == [1]
    assert head(place) == 1
    assert viewers(place) == {there.connection_id}


def test_when_all_are_gone_the_cursor_still_moves(place: Place, connections: Connections) -> None:
    gone = look(place, place.member, connections)
    connections.closed.add(gone.connection_id)
    say(place, place.owner)
    flush(place)

    assert head(place) == 1
    assert viewers(place) == set()


def test_a_viewer_whose_socket_row_is_gone_is_forgotten(place: Place) -> None:
    """As when a focus was added while its socket disconnected."""
    version = {"user_id": place.member.user_id, "v": 1, "m": 0}
    Focus.of(place.stream, "ghost", **version).save()
    say(place, place.owner)
    flush(place)

    assert viewers(place) == set()


def test_one_nudge_may_be_of_many_streams(place: Place, connections: Connections) -> None:
    more = add_channel(place)
    sockets = [look(where, place.member, connections) for where in (place, more)]
    for where in (place, more):
        say(where, place.owner)

    assert nudged(pump_nudged, place.stream, more.stream, place.stream) == []
    assert [positions(socket) for socket in sockets] == [[1], [1]]


def test_a_name_of_no_stream_is_handed_back_alone(place: Place, connections: Connections) -> None:
    socket = look(place, place.member, connections)
    say(place, place.owner)

    assert nudged(pump_nudged, "nonsense", place.stream) == ["nonsense"]
    assert positions(socket) == [1]


def test_a_send_asks_for_a_flush(place: Place) -> None:
    say(place, place.owner)

    queues = client("sqs")
    url = queues.get_queue_url(QueueName="test-realtime-pump.fifo")["QueueUrl"]
    asked = set()
    while messages := queues.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["MessageGroupId"]
    ).get("Messages"):
        for message in messages:
            asked.add(message["Attributes"]["MessageGroupId"])
            queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert place.stream in asked


def test_the_banned_hear_nothing_said_after_the_ban(place: Place, connections: Connections) -> None:
    banned, owner = (look(place, who, connections) for who in (place.member, place.owner))
    say(place, place.owner, "before")
    flush(place)
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    assert call(ban_member, path, as_=place.owner).status == 204
    assert viewers(place) == {banned.connection_id, owner.connection_id}
    say(place, place.owner, "after")
    flush(place)

    assert [event["d"]["content"] for event in heard(banned)] == ["before"]
    assert [event["d"]["content"] for event in heard(owner)] == ["before", "after"]
    assert viewers(place) == {owner.connection_id}


def test_the_removed_hear_nothing_said_after_it(place: Place, connections: Connections) -> None:
    removed, owner = (look(place, who, connections) for who in (place.member, place.owner))
    path = f"/communities/{place.community_id}/members/{place.member.user_id}"
    assert call(remove_member, path, as_=place.owner).status == 204
    say(place, place.owner)
    flush(place)

    assert heard(removed) == []
    assert positions(owner) == [1]


def test_who_lost_the_channel_hears_nothing_said_after_it(
    place: Place, connections: Connections
) -> None:
    lost, owner = (look(place, who, connections) for who in (place.member, place.owner))
    key = (f"A#{place.community_id}", f"C#{place.channel_id}")
    row = ChannelAccess.load_row(*key)
    client("dynamodb").update_item(
        TableName="test-communities",
        Key={"pk": {"S": row.pk}, "sk": {"S": row.sk}},
        UpdateExpression="SET overrides = :o",
        ExpressionAttributeValues={":o": {"M": {place.member.user_id: {"S": "0,1,0"}}}},
    )
    AccessVersion.of(place.community_id).change([AccessVersion.v.add(1)])
    say(place, place.owner)
    flush(place)

    assert heard(lost) == []
    assert positions(owner) == [1]


def test_those_who_may_still_look_are_checked_once(
    place: Place, connections: Connections, mallory: Person
) -> None:
    socket = look(place, place.member, connections)
    join(place.community_id, owner=place.owner, who=mallory)
    path = f"/communities/{place.community_id}/bans/{mallory.user_id}"
    call(ban_member, path, as_=place.owner)
    say(place, place.owner)
    flush(place)

    assert positions(socket) == [1]
    [viewer] = Focus.list(place.stream)
    assert viewer.version == Version(1, 1)
    assert viewer.user_id == place.member.user_id


def test_what_was_said_before_a_removal_may_still_be_heard(
    place: Place, connections: Connections
) -> None:
    """The re-check is by the version that an event carries, not by when it is flushed."""
    other = found_place(place.owner, place.member)
    socket = look(other, place.member, connections)
    say(other, place.owner)
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    call(ban_member, path, as_=place.owner)  # in another community
    flush(other)

    assert positions(socket) == [1]


def test_who_comes_back_after_a_removal_looks_again(place: Place, connections: Connections) -> None:
    path = f"/communities/{place.community_id}/members/{place.member.user_id}"
    look(place, place.member, connections)
    call(remove_member, path, as_=place.owner)
    invites = f"/communities/{place.community_id}/invites"
    code = call(create_invite, invites, as_=place.owner, body={}).body["code"]
    call(accept_invite, f"/invites/{code}/accept", as_=place.member)
    access.forget()
    back = look(place, place.member, connections)
    say(place, place.owner)
    flush(place)

    assert positions(back) == [1]
