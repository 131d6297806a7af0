"""Deleting: a tombstone stays, what was said is nowhere, everyone who looks is told."""

from __future__ import annotations

import secrets

from commons.testing import Connections, Person, Reply, call
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message
from functions.realtime.endpoints.list_stream_events import list_stream_events
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    add_channel,
    at_once,
    check_refused,
    ends,
    flush,
    heard,
    is_stored,
    just_before,
    look,
    say,
    stream_rows,
)


def test_the_author_deletes(place: Place) -> None:
    secret = f"secret-{secrets.token_hex(8)}"
    message = say(place, place.member, secret, nonce="n")
    path = f"{place.messages}/{message['id']}"
    call(edit_message, path, as_=place.member, body={"content": f"{secret} once"})
    call(edit_message, path, as_=place.member, body={"content": f"{secret} twice"})
    flush(place)
    assert is_stored(secret)

    assert call(delete_message, path, as_=place.member).status == 204
    flush(place)
    assert not is_stored(secret)
    check_refused(call(get_message, path, as_=place.member), 404, "not_found")
    assert call(list_messages, place.messages, as_=place.member).body["data"] == []
    [tombstone] = [row for row in stream_rows(place) if row["sk"] == f"L#{message['seq']:012d}"]
    assert tombstone["d"] == {"id": message["id"], "deleted": True, "rev": 4}


def test_whoever_looks_is_told(place: Place, connections: Connections) -> None:
    message = say(place, place.member)
    flush(place)
    socket = look(place, place.owner, connections)
    call(delete_message, f"{place.messages}/{message['id']}", as_=place.member)
    flush(place)

    [event] = heard(socket)
    assert (event["t"], event["sq"]) == ("MESSAGE_DELETE", 2)
    about = {"id": message["id"], "channel_id": place.channel_id, "seq": message["seq"]}
    assert event["d"] == about


def test_a_replay_shows_nothing_of_it(place: Place, connections: Connections) -> None:
    secret = f"secret-{secrets.token_hex(8)}"
    say(place, place.owner, "before")
    path = f"{place.messages}/{say(place, place.member, secret)['id']}"
    call(edit_message, path, as_=place.member, body={"content": f"{secret} edited"})
    say(place, place.owner, "after")
    call(delete_message, path, as_=place.member)
    flush(place)

    told = call(list_stream_events, place.events, as_=place.owner).body
    assert [event["t"] for event in told["data"]] == [
        "MESSAGE_CREATE",
        "MESSAGE_CREATE",
        "MESSAGE_DELETE",
    ]
    assert (told["to"], told["head"]) == (5, 5)
    socket = look(place, place.owner, connections, cursor=0)
    assert heard(socket) == told["data"]
    assert ends(socket) == [{"stream": place.stream, "to": 5}]
    assert secret not in str([told, socket.frames])


def test_moderators_delete_and_members_do_not(place: Place, mallory: Person) -> None:
    by_owner, by_member = say(place, place.owner), say(place, place.member)

    refused = call(delete_message, f"{place.messages}/{by_owner['id']}", as_=place.member)
    problem = check_refused(refused, 403, "missing_permission")
    assert problem["missing_permissions"] == ["MANAGE_MESSAGES"]
    assert problem["explain_url"] == "/v1/permissions/explain"
    path = f"{place.messages}/{by_member['id']}"
    check_refused(call(delete_message, path, as_=mallory), 404, "not_found")
    check_refused(call(delete_message, path), 401, "unauthorized")
    assert call(get_message, path, as_=place.member).body == by_member

    assert call(delete_message, path, as_=place.owner).status == 204


def test_what_is_not_there_cannot_be_deleted(place: Place) -> None:
    message = say(place, place.member)
    path = f"{place.messages}/{message['id']}"
    elsewhere = add_channel(place)
    say(elsewhere, place.member)
    assert call(delete_message, path, as_=place.member).status == 204
    before = stream_rows(place)

    for gone in (
        path,
        f"{place.messages}/{ABSENT_MESSAGE}",
        f"{place.messages}/msg_1",
        f"{elsewhere.messages}/{message['id']}",
    ):
        check_refused(call(delete_message, gone, as_=place.member), 404, "not_found")
    assert stream_rows(place) == before


def test_a_deleted_message_is_not_sent_again_by_its_nonce(place: Place) -> None:
    secret = f"secret-{secrets.token_hex(8)}"
    message = say(place, place.member, secret, nonce="n")
    call(delete_message, f"{place.messages}/{message['id']}", as_=place.member)
    body = {"content": secret, "nonce": "n"}
    again = call(send_message, place.messages, as_=place.member, body=body)

    assert (again.status, again.body["id"], again.body["content"]) == (201, message["id"], None)
    assert not is_stored(secret)


def test_an_edit_at_the_same_time_brings_nothing_back(place: Place) -> None:
    secret = f"secret-{secrets.token_hex(8)}"
    path = f"{place.messages}/{say(place, place.member, secret)['id']}"

    def act(number: int) -> Reply:
        if number == 2:
            return call(delete_message, path, as_=place.owner)
        return call(edit_message, path, as_=place.member, body={"content": f"{secret}{number}"})

    answers = at_once(4, act)

    assert answers[2].status == 204
    assert {answer.status for answer in answers} <= {200, 204, 404}
    assert not is_stored(secret)
    assert call(get_message, path, as_=place.member).status == 404


def test_a_deletion_overtaken_by_an_edit_takes_it_along(place: Place) -> None:
    secret = f"secret-{secrets.token_hex(8)}"
    path = f"{place.messages}/{say(place, place.member, secret)['id']}"

    def overtake() -> None:
        call(edit_message, path, as_=place.member, body={"content": f"{secret} again"})

    with just_before("TransactWriteItems", overtake):
        assert call(delete_message, path, as_=place.owner).status == 204
    assert not is_stored(secret)


def test_deleting_at_once_deletes_once(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.member)['id']}"
    answers = at_once(4, lambda _: call(delete_message, path, as_=place.member))

    assert sorted(answer.status for answer in answers) == [204, 404, 404, 404]
    flush(place)
    events = call(list_stream_events, place.events, as_=place.member).body["data"]
    assert [event["t"] for event in events] == ["MESSAGE_DELETE"]
