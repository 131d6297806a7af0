"""PUT /channels/{channel_id}/pins/{message_id}"""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

from commons.contracts.messages import MessageModerated
from commons.streams.log import DynamoLog
from commons.testing import Connections, Person, Reply, call, emitted
from functions.messages import rules
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.list_pins import list_pins
from functions.messages.endpoints.pin_message import pin_message
from functions.messages.models import Pins
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    add_channel,
    at_once,
    check_refused,
    flush,
    heard,
    just_before,
    look,
    say,
)
from tests.refusals import check_needs_caller, check_same, nothing_changes


def pin(place: Place, message_id: str, who: Person | None = None, **more: object) -> Reply:
    headers = {"x-audit-reason": quote(str(more["reason"]))} if more else None
    path = f"{place.pins}/{message_id}"
    return call(pin_message, path, as_=who or place.owner, headers=headers)


def pinned(place: Place) -> list[str]:
    """The contents of what is pinned."""
    data = call(list_pins, place.pins, as_=place.member).body["data"]
    return [one["message"]["content"] for one in data]


def test_a_message_is_pinned_once_and_told(place: Place, connections: Connections) -> None:
    message = say(place, place.member, "rules")
    flush(place)
    socket = look(place, place.member, connections)
    replies = at_once(5, lambda _: pin(place, message["id"], reason="Read this"))

    assert {reply.status for reply in replies} == {204}
    shown = call(get_message, f"{place.messages}/{message['id']}", as_=place.member).body
    assert shown == message | {"pinned": True}
    flush(place)
    [event] = heard(socket)
    assert event["t"] == "PIN_ADD"
    about = {"channel_id": place.channel_id, "message_id": message["id"], "seq": 1}
    assert event["d"] == about | {"user_id": place.owner.user_id}
    [told] = emitted(MessageModerated, message_id=message["id"])
    assert (told.action, told.author_id) == ("message_pinned", place.member.user_id)
    assert (told.actor_id, told.reason) == (place.owner.user_id, "Read this")


def test_there_are_so_many_pins_and_no_more(place: Place) -> None:
    ids = [say(place, place.member, f"m{n}")["id"] for n in range(6)]
    row = Pins.of(place.channel_id)
    full = {f"{n:013d}#{900 + n:012d}" for n in range(rules.MAX_PINS - 2)}
    row.update([Pins.pins.set(full)])
    replies = at_once(6, lambda n: pin(place, ids[n]))

    assert Counter(reply.code for reply in replies) == {None: 2, "limit_reached": 4}
    assert len(Pins.find(place.channel_id).newest_first) == rules.MAX_PINS
    events = [e for e in DynamoLog().after(place.stream, 0) if e.type == "PIN_ADD"]
    assert len(events) == 2
    shown = [call(get_message, f"{place.messages}/{i}", as_=place.member).body for i in ids]
    assert sum(one["pinned"] for one in shown) == 2


def test_a_deleted_message_leaves_the_pins(place: Place) -> None:
    ids = [say(place, place.member, f"m{n}")["id"] for n in range(2)]
    for message_id in ids:
        pin(place, message_id)
    call(delete_message, f"{place.messages}/{ids[0]}", as_=place.member)

    assert pinned(place) == ["m1"]
    assert len(Pins.find(place.channel_id).newest_first) == 1


def test_what_is_deleted_meanwhile_is_not_pinned(place: Place) -> None:
    message_id = say(place, place.member)["id"]
    path = f"{place.messages}/{message_id}"
    with just_before("TransactWriteItems", lambda: call(delete_message, path, as_=place.member)):
        check_refused(pin(place, message_id), 404, "not_found")
    assert Pins.find(place.channel_id).newest_first == []


def test_an_edit_meanwhile_keeps_the_pin(place: Place) -> None:
    message_id = say(place, place.member)["id"]
    edit = {"content": "better"}
    with just_before("TransactWriteItems", lambda: pin(place, message_id)):
        path = f"{place.messages}/{message_id}"
        assert call(edit_message, path, as_=place.member, body=edit).body["pinned"]
    assert pinned(place) == ["better"]


def test_only_who_manages_messages_pins(place: Place, mallory: Person) -> None:
    message_id, elsewhere = say(place, place.member)["id"], add_channel(place)
    with nothing_changes("messages"):
        problem = check_refused(pin(place, message_id, place.member), 403, "missing_permission")
        assert problem["missing_permissions"] == ["MANAGE_MESSAGES"]
        check_same(pin(place, message_id, mallory), pin(place, ABSENT_MESSAGE, mallory))
        check_needs_caller(pin_message, f"{place.pins}/{message_id}")
        for absent in (ABSENT_MESSAGE, "msg_1"):
            check_refused(pin(place, absent), 404, "not_found")
        check_refused(pin(elsewhere, message_id), 404, "not_found")
