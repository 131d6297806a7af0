"""One DM or group, and all that a channel can do in it."""

from __future__ import annotations

import pytest

from commons.testing import Connections, Person, Reply, call, connect, endpoint_of, person
from functions.messages.endpoints.get_dm import get_dm
from functions.realtime.consumers.pump_nudged import pump_nudged
from tests.functions.communities.conftest import founded
from tests.functions.messages.directs import ask, dm, group, people, say, shown
from tests.refusals import check_refused, nothing_changes

pytestmark = pytest.mark.usefixtures("fresh_caches")


def done(reply: Reply) -> Reply:
    assert reply.status < 300, reply
    return reply


def test_it_is_used_like_any_channel(alice: Person, bob: Person) -> None:
    channel_id = dm(alice, bob)
    channel = f"/channels/{channel_id}"
    said = done(say(alice, channel_id, mentions={"users": [bob.user_id]})).body
    one = f"{channel}/messages/{said['id']}"
    route = "/v1/channels/{channel_id}/messages/{message_id}"
    done(ask(f"PATCH {route}", alice, one, {"content": "better"}))
    done(ask(f"PUT {route}/reactions/{{emoji}}", bob, f"{one}/reactions/🍞"))
    done(
        ask("PUT /v1/channels/{channel_id}/pins/{message_id}", bob, f"{channel}/pins/{said['id']}")
    )
    done(say(bob, channel_id, "yes", reply_to=[said["id"]]))

    page = done(ask("GET /v1/channels/{channel_id}/messages", bob, f"{channel}/messages")).body
    assert [m["content"] for m in page["data"]] == ["yes", "better"]
    assert (page["data"][1]["pinned"], page["data"][1]["reactions"][0]["count"]) == (True, 1)
    assert done(ask(f"GET {route}/revisions", alice, f"{one}/revisions")).body["data"]
    pins = done(ask("GET /v1/channels/{channel_id}/pins", alice, f"{channel}/pins")).body["data"]
    assert [pin["message"]["id"] for pin in pins] == [said["id"]]
    pump_nudged.run(f"h:{channel_id}")
    read = ask("PUT /v1/channels/{channel_id}/read-state", bob, f"{channel}/read-state", {"seq": 0})
    assert (read.body["unread"], read.body["mentions"]) == (1, 1)
    assert shown(bob, channel_id).body["last_message"]["seq"] > said["seq"]
    states = call(endpoint_of("GET /v1/read-states"), "/read-states", as_=bob).body["data"]
    assert [s["unread"] for s in states if s["channel_id"] == channel_id] == [1]
    done(ask(f"DELETE {route}", alice, one))


def test_a_socket_sends_and_reads_there(
    alice: Person, bob: Person, connections: Connections
) -> None:
    channel_id = dm(alice, bob)
    socket = connect(alice, connections)
    assert not isinstance(socket, int)
    socket.send("identify")
    sent = socket.send("send", {"channel_id": channel_id, "content": "hi", "nonce": "n"})
    assert sent is not None
    assert sent["op"] == "ack"
    assert socket.send("read", {"channel_id": channel_id, "seq": sent["d"]["seq"]}) is None


def test_between_two_what_the_other_said_stays(alice: Person, bob: Person) -> None:
    channel_id = dm(alice, bob)
    ids = [say(who, channel_id).body["id"] for who in (alice, bob)]
    path = f"/channels/{channel_id}/messages"
    route = "/v1/channels/{channel_id}/messages"
    with nothing_changes("messages"):
        gone = ask(f"DELETE {route}/{{message_id}}", bob, f"{path}/{ids[0]}")
        check_refused(gone, 403, "missing_permission")
        many = ask(f"POST {route}/bulk-delete", bob, f"{path}/bulk-delete", {"message_ids": ids})
        check_refused(many, 403, "missing_permission")
        revisions = ask(f"GET {route}/{{message_id}}/revisions", bob, f"{path}/{ids[0]}/revisions")
        check_refused(revisions, 403, "missing_permission")


def test_who_runs_a_group_moderates_it(aws: str) -> None:
    ada, bob, eve = people(3)
    channel_id = group(ada, bob, eve)
    said = say(bob, channel_id).body["id"]
    path, route = f"/channels/{channel_id}/messages/{said}", "/v1/channels/{channel_id}/messages"
    refused = ask(f"DELETE {route}/{{message_id}}", eve, path)
    check_refused(refused, 403, "missing_permission")
    done(ask(f"DELETE {route}/{{message_id}}", ada, path))
    assert say(bob, channel_id, "all", mentions={"users": [], "everyone": True}).status == 201


def test_it_is_absent_for_everybody_else(alice: Person, bob: Person) -> None:
    channel_id = dm(alice, bob)
    stranger = person()
    check_refused(shown(stranger, channel_id), 404, "not_found")
    check_refused(say(stranger, channel_id), 404, "not_found")
    place = founded(alice, "private")
    other = call(get_dm, f"/dms/{place.channel_id}", as_=alice)
    check_refused(other, 404, "not_found")


@pytest.mark.parametrize("route", ["GET", "PATCH", "DELETE"])
def test_what_is_of_communities_knows_no_dms(alice: Person, bob: Person, route: str) -> None:
    channel_id = dm(alice, bob)
    body = {"name": "x"} if route == "PATCH" else None
    where = f"/channels/{channel_id}"
    check_refused(ask(f"{route} /v1/channels/{{channel_id}}", alice, where, body), 404, "not_found")
