"""Who is online and does not look hears where they stand: once in a while, of what they may see."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from commons import access
from commons.aws import client
from commons.permissions import Permission
from commons.testing import Connections, Context, Person, Socket, call, nudged
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.set_override import set_override
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.list_read_states import list_read_states
from functions.messages.endpoints.update_read_state import update_read_state
from functions.realtime import news, unread
from functions.realtime.consumers.pump_logged import pump_logged
from functions.realtime.consumers.tell_unread import tell_unread
from functions.realtime.models import Connection, News, Online
from tests.faults import calls
from tests.functions.messages.places import (
    Place,
    add_channel,
    at_once,
    flush,
    found_place,
    join,
    look,
    open_socket,
    say,
)
from tests.functions.messages.threads import begin, end
from tests.functions.realtime.consumers.test_pump_logged import records
from tests.functions.realtime.rows import put_messages


def here(who: Person, connections: Connections) -> Socket:
    """Open a socket that looks at nothing."""
    socket = open_socket(who, connections)
    socket.send("identify", {})
    return socket


def told(socket: Socket) -> list[dict[str, Any]]:
    """Every state a socket was told, in order."""
    return [state for frame in socket.got("unread") for state in frame["channels"]]


def tell(place: Place) -> None:
    """What the queue does a few seconds after a message."""
    assert nudged(tell_unread, place.community_id) == []


def hide(place: Place, who: Person) -> None:
    """Let somebody not see the channel."""
    path = f"/channels/{place.channel_id}/overrides/{who.user_id}"
    body = {"type": "member", "allow": "0", "deny": str(int(Permission.VIEW))}
    assert call(set_override, path, as_=place.owner, body=body).status == 204


def asked() -> list[str]:
    """The communities and threads that wait in the queue."""
    queues = client("sqs")
    url = queues.get_queue_url(QueueName="test-realtime-unread.fifo")["QueueUrl"]
    found = []
    while got := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in got:
            found.append(message["Body"])
            queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def test_who_does_not_look_is_told_where_they_stand(place: Place, connections: Connections) -> None:
    away, looking = here(place.member, connections), look(place, place.member, connections)
    for _ in range(3):
        said = say(place, place.owner)
    flush(place)
    tell(place)

    state = {"channel_id": place.channel_id, "head": said["seq"], "seq": 0}
    assert told(away) == [state | {"has_unread": True, "mentions": 0}]
    assert away.got("batch") == []
    assert told(looking) == []


def test_what_was_told_is_not_told_again(
    place: Place, connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unread, "LEEWAY_MS", 0)
    away = here(place.member, connections)
    say(place, place.owner)
    flush(place)
    tell(place)
    tell(place)
    say(more := add_channel(place), place.owner)
    flush(more)
    tell(place)

    assert [state["channel_id"] for state in told(away)] == [place.channel_id, more.channel_id]


def test_many_messages_in_many_channels_are_one_frame(
    place: Place, connections: Connections
) -> None:
    away = here(place.member, connections)
    places = [place, add_channel(place), add_channel(place)]
    for where in places:
        for _ in range(4):
            say(where, place.owner)
        flush(where)
    tell(place)

    [frame] = away.got("unread")
    assert {state["channel_id"] for state in frame["channels"]} == {p.channel_id for p in places}


def test_each_socket_is_told_of_what_it_does_not_look_at(
    place: Place, connections: Connections
) -> None:
    more = add_channel(place)
    one, other = look(place, place.member, connections), look(more, place.member, connections)
    for where in (place, more):
        say(where, place.owner)
        flush(where)
    tell(place)

    assert [state["channel_id"] for state in told(one)] == [more.channel_id]
    assert [state["channel_id"] for state in told(other)] == [place.channel_id]


def test_mentions_are_counted_by_name_by_role_and_as_everyone(
    place: Place, connections: Connections
) -> None:
    member, owner = here(place.member, connections), here(place.owner, connections)
    say(place, place.owner, mentions={"users": [place.member.user_id]})
    say(place, place.owner, mentions={"everyone": True})
    say(place, place.owner)
    flush(place)
    tell(place)

    assert [(s["has_unread"], s["mentions"]) for s in told(member)] == [(True, 2)]
    assert [(s["has_unread"], s["mentions"]) for s in told(owner)] == [(False, 0)]


def test_what_was_read_elsewhere_is_not_unread(place: Place, connections: Connections) -> None:
    away = here(place.member, connections)
    seqs = [say(place, place.owner)["seq"] for _ in range(2)]
    flush(place)
    path = f"/channels/{place.channel_id}/read-state"
    assert call(update_read_state, path, as_=place.member, body={"seq": seqs[-1]}).status == 200
    tell(place)

    assert [(s["seq"], s["has_unread"]) for s in told(away)] == [(seqs[-1], False)]


def test_a_deletion_counts(place: Place, connections: Connections) -> None:
    away = here(place.member, connections)
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    flush(place)
    tell(place)
    call(delete_message, path, as_=place.owner)
    flush(place)
    tell(place)

    assert [s["has_unread"] for s in told(away)] == [True, False]


@pytest.mark.parametrize("messages", [150, 350])
def test_it_is_what_the_list_of_read_states_says(
    place: Place, connections: Connections, messages: int
) -> None:
    """However far behind one is; the newest are read once for all."""
    put_messages(place, messages)
    say(place, place.owner, mentions={"everyone": True})
    flush(place)
    body = {"seq": messages - 60}
    path = f"/channels/{place.channel_id}/read-state"
    assert call(update_read_state, path, as_=place.member, body=body).status == 200
    away = here(place.member, connections)
    tell(place)

    [state] = told(away)
    query = {"limit": 10}
    listed = call(list_read_states, "/read-states", as_=place.member, query=query).body["data"]
    [other] = [one for one in listed if one["channel_id"] == place.channel_id]
    assert (state["seq"], state["mentions"]) == (other["seq"], other["mentions"])
    assert state["has_unread"] == (other["unread"] > 0)


def test_who_is_hundreds_behind_is_not_counted_at_each_message(
    place: Place, connections: Connections
) -> None:
    away = here(place.member, connections)
    put_messages(place, 350)
    flush(place)
    News.tell_until(place.community_id, 1_800_000_000_000)
    say(place, place.owner)
    flush(place)
    with calls() as watched:
        tell(place)

    assert told(away) == []
    assert watched.names.count("Query") <= 4


def test_nobody_is_told_of_a_channel_they_may_not_see(
    place: Place, connections: Connections, mallory: Person
) -> None:
    join(place.community_id, owner=place.owner, who=mallory)
    blind, seer = here(mallory, connections), here(place.member, connections)
    secret = add_channel(place)
    hide(secret, mallory)
    say(secret, place.owner)
    flush(secret)
    tell(place)

    assert [state["channel_id"] for state in told(seer)] == [secret.channel_id]
    assert blind.got("unread") == []


def test_the_banned_are_told_nothing(place: Place, connections: Connections) -> None:
    """Though their socket is still listed: the event that ends it may be late."""
    banned = here(place.member, connections)
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    assert call(ban_member, path, as_=place.owner).status == 204
    say(place, place.owner)
    flush(place)
    tell(place)

    assert [one.connection_id for one in Online.list(place.community_id)] == [banned.connection_id]
    assert banned.got("unread") == []


def test_who_has_not_identified_hears_nothing(place: Place, connections: Connections) -> None:
    silent = open_socket(place.member, connections)
    say(place, place.owner)
    flush(place)
    tell(place)

    assert silent.frames == []
    assert Online.list(place.community_id) == []


def test_a_socket_is_listed_in_all_its_communities_and_forgotten_in_all(
    place: Place, connections: Connections
) -> None:
    other = found_place(place.owner, place.member)
    socket = here(place.member, connections)
    both = {place.community_id, other.community_id}
    row = Connection.find(socket.connection_id)
    assert row is not None
    assert set(row.online) == both
    socket.disconnect()

    assert [Online.list(community_id) for community_id in both] == [[], []]


def test_who_joins_while_online_is_listed_with_the_first_look(
    place: Place, connections: Connections, mallory: Person
) -> None:
    socket = here(mallory, connections)
    join(place.community_id, owner=place.owner, who=mallory)
    more = add_channel(place)
    answer = socket.send("focus", {"channels": [place.channel_id]})
    assert answer is not None
    say(more, place.owner)
    flush(more)
    tell(place)

    assert [state["channel_id"] for state in told(socket)] == [more.channel_id]


def test_who_is_gone_holds_nobody_up_and_is_forgotten(
    place: Place, connections: Connections
) -> None:
    gone, there = (here(place.member, connections) for _ in range(2))
    connections.closed.add(gone.connection_id)
    say(place, place.owner)
    flush(place)
    tell(place)

    assert len(told(there)) == 1
    listed = [one.connection_id for one in Online.list(place.community_id)]
    assert listed == [there.connection_id]


def _logged(rows: list[dict[str, Any]], _: int) -> None:
    pump_logged({"Records": rows}, Context())


def test_of_all_that_is_said_in_a_moment_it_is_asked_once(place: Place) -> None:
    asked()
    for _ in range(3):
        say(place, place.owner)
        logged = records(place)
        at_once(4, partial(_logged, logged))

    communities = asked()
    assert set(communities) == {place.community_id}
    assert len(communities) <= 2  # a window may end meanwhile


def test_the_queue_waits_longer_than_a_window() -> None:
    assert tell_unread.delay_s > news.WINDOW_S


def test_a_community_that_is_gone_is_no_failure(place: Place) -> None:
    access.forget()
    assert nudged(tell_unread, "com_01JD1XR5K8P0R2T4W6Y8A1C3E5") == []


def test_of_a_thread_those_are_told_who_take_part(place: Place, connections: Connections) -> None:
    thread, another = begin(place), begin(place)
    theirs, owners = (here(one, connections) for one in (place.member, place.owner))
    asked()
    say(thread, place.owner)
    flush(thread)
    _logged(records(thread), 0)
    assert asked() == [thread.channel_id]
    assert nudged(tell_unread, thread.channel_id) == []

    [state] = told(theirs)
    assert (state["channel_id"], state["has_unread"]) == (thread.channel_id, True)
    assert [one["has_unread"] for one in told(owners)] == [False]  # who wrote takes part now
    assert another.channel_id not in {one["channel_id"] for one in told(theirs)}


def test_of_a_thread_who_no_longer_sees_its_channel_is_told_nothing(
    place: Place, connections: Connections
) -> None:
    thread, theirs = begin(place), here(place.member, connections)
    say(thread, place.owner)
    flush(thread)
    hide(place, place.member)
    assert nudged(tell_unread, thread.channel_id) == []
    assert told(theirs) == []


def test_of_a_thread_that_is_gone_nobody_is_told(place: Place, connections: Connections) -> None:
    thread, theirs = begin(place), here(place.member, connections)
    say(thread, place.owner)
    flush(thread)
    assert end(thread).status == 204
    access.forget()
    assert nudged(tell_unread, thread.channel_id) == []
    assert told(theirs) == []
