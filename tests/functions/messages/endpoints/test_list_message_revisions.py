"""GET /channels/{channel_id}/messages/{message_id}/revisions"""

from __future__ import annotations

import secrets

from commons.streams.log import DynamoLog
from commons.testing import Connections, Person, call
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.list_message_revisions import list_message_revisions
from functions.realtime.endpoints.list_stream_events import list_stream_events
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    check_refused,
    flush,
    is_stored,
    say,
    stream_rows,
)
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller, check_same


def edited(place: Place, message_id: str, *contents: str) -> None:
    path = f"{place.messages}/{message_id}"
    for content in contents:
        body = {"content": content}
        assert call(edit_message, path, as_=place.member, body=body).status == 200


def test_everything_it_has_said_is_listed_newest_first(place: Place) -> None:
    me = {"users": [place.owner.user_id]}
    message = say(place, place.member, "first", mentions=me)
    path = f"{place.messages}/{message['id']}/revisions"
    [only] = call(list_message_revisions, path, as_=place.member).body["data"]
    assert only == {
        "content": "first",
        "ciphertext": None,
        "mentions": message["mentions"],
        "created_at": message["created_at"],
    }

    edited(place, message["id"], "second", "third", "fourth")
    for who in (place.member, place.owner):
        listing = Listing(list_message_revisions, path, who)
        found = walked(listing, 2)
        assert [one["content"] for one in found] == ["fourth", "third", "second", "first"]
        assert found[-1] == only
        assert found[0]["created_at"] > found[-1]["created_at"]
    check_bad_cursors(listing, Listing(list_message_revisions, path, place.member).cursor())


def test_ciphertext_comes_back_as_it_was(place: Place) -> None:
    message = say(place, place.member, "first")
    path = f"{place.messages}/{message['id']}"
    for body in ({"ciphertext": "AP/+"}, {"content": "third"}):
        assert call(edit_message, path, as_=place.member, body=body).status == 200
    found = call(list_message_revisions, f"{path}/revisions", as_=place.member).body["data"]
    said = [(one["content"], one["ciphertext"]) for one in found]
    assert said == [("third", None), (None, "AP/+"), ("first", None)]


def test_edits_do_not_expire_and_their_events_tell_only_what_is_new(
    place: Place, connections: Connections
) -> None:
    word = f"word-{secrets.token_hex(8)}"
    message = say(place, place.member, word)
    edited(place, message["id"], "second")
    flush(place)
    assert [row["sk"] for row in stream_rows(place) if row["sk"][0] == "L" and "ttl" in row] == []
    told = call(list_stream_events, place.events, as_=place.owner).body
    assert [e["t"] for e in told["data"]] == ["MESSAGE_CREATE", "MESSAGE_UPDATE"]
    assert word not in str(told)


def test_nothing_of_it_is_left_when_it_is_deleted(place: Place) -> None:
    word = f"word-{secrets.token_hex(8)}"
    message = say(place, place.member, f"{word} first")
    edited(place, message["id"], f"{word} second", f"{word} third")
    path = f"{place.messages}/{message['id']}"
    assert call(delete_message, path, as_=place.member).status == 204

    assert not is_stored(word)
    check_refused(
        call(list_message_revisions, f"{path}/revisions", as_=place.member), 404, "not_found"
    )
    assert [entry.type for entry in DynamoLog().after(place.stream, 1)] == [
        "",
        "",
        "MESSAGE_DELETE",
    ]


def test_only_its_author_and_who_manages_messages_read_them(place: Place, mallory: Person) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}/revisions"
    refused = call(list_message_revisions, path, as_=place.member)
    problem = check_refused(refused, 403, "missing_permission")
    assert problem["missing_permissions"] == ["MANAGE_MESSAGES"]
    absent = f"{place.messages}/{ABSENT_MESSAGE}/revisions"
    hidden = call(list_message_revisions, path, as_=mallory)
    check_same(hidden, call(list_message_revisions, absent, as_=mallory))
    check_needs_caller(list_message_revisions, path)
