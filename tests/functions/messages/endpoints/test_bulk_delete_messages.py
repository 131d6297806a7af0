"""POST /channels/{channel_id}/messages/bulk-delete"""

from __future__ import annotations

import secrets

from commons.clock import now_ms
from commons.contracts.messages import MessagesModerated
from commons.ids import MESSAGE, positioned_id
from commons.streams.log import DynamoLog
from commons.testing import Connections, Person, Reply, call, emitted
from functions.messages.endpoints.bulk_delete_messages import bulk_delete_messages
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.models import GoneMessage, Pins
from tests.functions.messages.endpoints.test_add_reaction import react
from tests.functions.messages.endpoints.test_pin_message import pin
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    add_channel,
    at_once,
    check_refused,
    flush,
    heard,
    is_stored,
    just_before,
    look,
    say,
)
from tests.refusals import (
    check_bad_bodies,
    check_needs_caller,
    nothing_changes,
)

ABSENT_RECENT = positioned_id(MESSAGE, now_ms(), 9999)


def delete_all(place: Place, ids: list[str], who: Person | None = None) -> Reply:
    path, body = f"{place.messages}/bulk-delete", {"message_ids": ids}
    why = {"x-audit-reason": "raid"}
    return call(bulk_delete_messages, path, as_=who or place.owner, body=body, headers=why)


def left(place: Place) -> list[str]:
    data = call(list_messages, place.messages, as_=place.member).body["data"]
    return [message["content"] for message in reversed(data)]


def events(place: Place) -> list[dict[str, list[str]]]:
    log = DynamoLog().after(place.stream, 0)
    return [entry.d for entry in log if entry.type == "MESSAGE_BULK_DELETE"]


def test_many_go_at_once_and_are_told_as_one(place: Place, connections: Connections) -> None:
    word = f"word-{secrets.token_hex(8)}"
    ids = [say(place, place.member, f"{word} {n}")["id"] for n in range(4)]
    say(place, place.member, "stays")
    path = f"{place.messages}/{ids[0]}"
    call(edit_message, path, as_=place.member, body={"content": f"{word} edited"})
    react(f"{place.messages}/{ids[1]}", place.owner)
    pin(place, ids[2])
    pin(place, ids[3])
    flush(place)
    socket = look(place, place.member, connections)

    assert delete_all(place, [*reversed(ids), ABSENT_RECENT]).status == 204
    flush(place)
    [event] = heard(socket)
    assert event["t"] == "MESSAGE_BULK_DELETE"
    assert event["d"] == {"channel_id": place.channel_id, "ids": ids}
    assert left(place) == ["stays"]
    assert not is_stored(word)
    assert Pins.find(place.channel_id).newest_first == []
    assert [g.sk for g in GoneMessage.all() if place.channel_id in g.sk] != []
    [told] = emitted(MessagesModerated, channel_id=place.channel_id)
    assert (told.message_ids, told.author_ids) == (ids, [place.member.user_id])
    assert (told.actor_id, told.reason) == (place.owner.user_id, "raid")


def test_a_hundred_go_with_two_events(place: Place) -> None:
    ids = [say(place, place.member, f"m{n}")["id"] for n in range(100)]
    assert delete_all(place, ids).status == 204

    assert left(place) == []
    assert [len(d["ids"]) for d in events(place)] == [97, 3]
    assert [one for d in events(place) for one in d["ids"]] == ids


def test_repeating_it_deletes_once(place: Place) -> None:
    ids = [say(place, place.member)["id"] for _ in range(3)]
    replies = at_once(4, lambda _: delete_all(place, ids))

    assert {reply.status for reply in replies} == {204}
    assert [d["ids"] for d in events(place)] == [ids]
    assert len(emitted(MessagesModerated, channel_id=place.channel_id)) == 1


def test_what_is_edited_or_deleted_meanwhile_goes_too(place: Place) -> None:
    word = f"word-{secrets.token_hex(8)}"
    ids = [say(place, place.member, word)["id"] for _ in range(3)]
    first = f"{place.messages}/{ids[0]}"

    def overtake() -> None:
        call(edit_message, first, as_=place.member, body={"content": f"{word} again"})
        call(delete_message, f"{place.messages}/{ids[1]}", as_=place.member)

    with just_before("TransactWriteItems", overtake):
        assert delete_all(place, ids).status == 204
    assert left(place) == []
    assert not is_stored(word)
    assert [d["ids"] for d in events(place)] == [[ids[0], ids[2]]]


def test_what_is_older_than_14_days_is_not_deleted_with_others(place: Place) -> None:
    message_id = say(place, place.member)["id"]
    with nothing_changes("messages"):
        reply = delete_all(place, [message_id, ABSENT_MESSAGE])
        problem = check_refused(reply, 422, "validation_failed")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("/message_ids/1", "too_old")]


def test_messages_of_elsewhere_stay(place: Place) -> None:
    other = add_channel(place)
    ids = [say(other, place.member)["id"] for _ in range(2)]
    with nothing_changes("messages"):
        assert delete_all(place, ids).status == 204
    assert left(other) == ["hello", "hello"]


def test_only_who_manages_messages_does_it(place: Place, mallory: Person) -> None:
    ids = [say(place, place.member)["id"] for _ in range(2)]
    with nothing_changes("messages"):
        problem = check_refused(delete_all(place, ids, place.member), 403, "missing_permission")
        assert problem["missing_permissions"] == ["MANAGE_MESSAGES"]
        check_refused(delete_all(place, ids, mallory), 404, "not_found")
        check_needs_caller(bulk_delete_messages, f"{place.messages}/bulk-delete")


def test_what_names_no_messages_changes_nothing(place: Place) -> None:
    one, two = (say(place, place.member)["id"] for _ in range(2))
    path = f"{place.messages}/bulk-delete"
    with nothing_changes("messages"):
        check_bad_bodies(bulk_delete_messages, path, {"message_ids": [one, two]}, place.owner)
        for ids in ([], [one], [one] * 101, [one, "msg_1"]):
            check_refused(delete_all(place, ids), 422, "validation_failed")
        check_refused(delete_all(place, [one, one]), 422, "validation_failed")
