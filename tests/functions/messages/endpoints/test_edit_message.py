"""Editing: the message shows its newest edit, and everyone who looks is told."""

from __future__ import annotations

import secrets

import pytest

from commons.streams.log import DynamoLog
from commons.testing import Connections, Person, call
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.get_message import get_message
from functions.messages.rules import MAX_EDITS
from functions.realtime.endpoints.list_stream_events import list_stream_events
from tests.functions.messages.bad_input import BODIES, MALFORMED, NOT_OBJECTS
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    at_once,
    check_refused,
    flush,
    heard,
    is_stored,
    just_before,
    look,
    say,
    stream_rows,
)


def test_the_author_edits(place: Place) -> None:
    question = say(place, place.owner)["id"]
    message = say(place, place.member, "first", nonce="n", reply_to=[question])
    path = f"{place.messages}/{message['id']}"
    edited = call(edit_message, path, as_=place.member, body={"content": "second"})

    assert edited.status == 200, edited
    assert edited.body["edited_at"] >= message["created_at"]
    changed = {"content": "second", "edited_at": edited.body["edited_at"]}
    assert edited.body == message | changed
    assert call(get_message, path, as_=place.owner).body == edited.body


def test_whoever_looks_is_told(place: Place, connections: Connections) -> None:
    message = say(place, place.member)
    flush(place)
    socket = look(place, place.owner, connections)
    path = f"{place.messages}/{message['id']}"
    edited = call(edit_message, path, as_=place.member, body={"content": "second"}).body
    flush(place)

    [event] = heard(socket)
    assert (event["t"], event["sq"], event["d"]) == ("MESSAGE_UPDATE", 2, edited)
    assert event["id"].startswith("evt_")


def test_readable_text_can_become_ciphertext(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.member, 'readable')['id']}"
    edited = call(edit_message, path, as_=place.member, body={"ciphertext": "YQ=="}).body

    assert (edited["content"], edited["ciphertext"]) == (None, "YQ==")


def test_only_the_author_edits(place: Place, mallory: Person) -> None:
    message = say(place, place.member)
    path = f"{place.messages}/{message['id']}"
    body = {"content": "I said something else"}

    check_refused(call(edit_message, path, as_=place.owner, body=body), 403, "not_your_message")
    check_refused(call(edit_message, path, as_=mallory, body=body), 404, "not_found")
    check_refused(call(edit_message, path, body=body), 401, "unauthorized")
    assert call(get_message, path, as_=place.member).body == message


def test_deleted_and_unknown_messages_cannot_be_edited(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.member)['id']}"
    call(delete_message, path, as_=place.member)

    for gone in (path, f"{place.messages}/{ABSENT_MESSAGE}", f"{place.messages}/5"):
        edited = call(edit_message, gone, as_=place.member, body={"content": "a"})
        check_refused(edited, 404, "not_found")


BAD_BODIES = BODIES | {
    "nonce": {"content": "a", "nonce": "n"},
    "reply_to": {"content": "a", "reply_to": []},
    "author": {"content": "a", "author_id": "usr_" + "0" * 26},
}


@pytest.mark.parametrize("wrong", BAD_BODIES)
def test_a_body_no_message_has_changes_nothing(place: Place, wrong: str) -> None:
    path = f"{place.messages}/{say(place, place.member)['id']}"
    before = stream_rows(place)

    edited = call(edit_message, path, as_=place.member, body=BAD_BODIES[wrong])
    check_refused(edited, 422, "validation_failed")
    assert stream_rows(place) == before


@pytest.mark.parametrize("wrong", MALFORMED | NOT_OBJECTS)
def test_what_is_no_edit_changes_nothing(place: Place, wrong: str) -> None:
    path = f"{place.messages}/{say(place, place.member)['id']}"
    before = stream_rows(place)

    edited = call(edit_message, path, as_=place.member, raw=(MALFORMED | NOT_OBJECTS)[wrong])
    if wrong in MALFORMED:
        check_refused(edited, 400, "malformed_json")
    else:
        check_refused(edited, 422, "validation_failed")
    assert stream_rows(place) == before


def test_an_edit_mentions_everyone_only_where_a_message_may(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.member)['id']}"
    body = {"content": "a", "mentions": {"everyone": True}}
    problem = check_refused(
        call(edit_message, path, as_=place.member, body=body), 403, "missing_permission"
    )

    assert problem["missing_permissions"] == ["MENTION_EVERYONE"]
    assert problem["explain_url"]


def test_an_edit_overtaken_by_another_comes_after_it(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.member, 'first')['id']}"

    def overtake() -> None:
        call(edit_message, path, as_=place.member, body={"content": "quick"})

    with just_before("TransactWriteItems", overtake):
        edited = call(edit_message, path, as_=place.member, body={"content": "slow"})
    flush(place)

    assert edited.status == 200
    events = call(list_stream_events, place.events, as_=place.member).body["data"]
    assert [event["sq"] for event in events] == [1, 3, 4]
    assert [event["d"]["content"] for event in events] == ["slow", "quick", "slow"]
    assert call(get_message, path, as_=place.member).body == events[-1]["d"] == edited.body
    # The position that the slow edit had taken first is given back, so that nobody waits for it.
    assert [row.is_void for row in DynamoLog().after(place.stream, 0)] == [
        False,
        True,
        False,
        False,
    ]


def test_an_edit_overtaken_by_a_deletion_finds_nothing(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.member)['id']}"
    word = f"word-{secrets.token_hex(8)}"

    with just_before("TransactWriteItems", lambda: call(delete_message, path, as_=place.owner)):
        edited = call(edit_message, path, as_=place.member, body={"content": word})

    check_refused(edited, 404, "not_found")
    assert not is_stored(word)


def test_edits_at_once_end_as_the_last_event_says(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.member, 'e')['id']}"
    edits = at_once(
        5, lambda n: call(edit_message, path, as_=place.member, body={"content": f"e{n}"})
    )
    flush(place)

    assert [edit.status for edit in edits] == [200] * 5
    events = call(list_stream_events, place.events, as_=place.member).body["data"]
    updates = [event for event in events if event["t"] == "MESSAGE_UPDATE"]
    assert sorted(u["d"]["content"] for u in updates) == [f"e{n}" for n in range(5)]
    assert call(get_message, path, as_=place.member).body == updates[-1]["d"]


def test_a_message_is_edited_only_so_often(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.member)['id']}"
    for number in range(MAX_EDITS):
        body = {"content": f"edit {number}"}
        assert call(edit_message, path, as_=place.member, body=body).status == 200

    refused = call(edit_message, path, as_=place.member, body={"content": "once more"})
    check_refused(refused, 422, "limit_reached")
    assert call(get_message, path, as_=place.member).body["content"] == f"edit {MAX_EDITS - 1}"
    assert call(delete_message, path, as_=place.member).status == 204
