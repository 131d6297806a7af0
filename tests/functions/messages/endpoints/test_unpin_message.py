"""DELETE /channels/{channel_id}/pins/{message_id}"""

from __future__ import annotations

from commons.contracts.messages import MessageModerated
from commons.streams.log import DynamoLog
from commons.testing import Person, Reply, call, emitted
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.unpin_message import unpin_message
from tests.functions.messages.endpoints.test_pin_message import pin, pinned
from tests.functions.messages.places import ABSENT_MESSAGE, Place, at_once, check_refused, say
from tests.refusals import check_needs_caller, check_same, nothing_changes


def unpin(place: Place, message_id: str, who: Person | None = None) -> Reply:
    return call(unpin_message, f"{place.pins}/{message_id}", as_=who or place.owner)


def test_a_pin_comes_off_once(place: Place) -> None:
    message = say(place, place.member)
    pin(place, message["id"])
    assert {r.status for r in at_once(5, lambda _: unpin(place, message["id"]))} == {204}

    path = f"{place.messages}/{message['id']}"
    assert call(get_message, path, as_=place.member).body == message
    assert pinned(place) == []
    told = [e.type for e in DynamoLog().after(place.stream, 1) if not e.is_void]
    assert told == ["PIN_ADD", "PIN_REMOVE"]
    acts = [event.action for event in emitted(MessageModerated, message_id=message["id"])]
    assert sorted(acts) == ["message_pinned", "message_unpinned"]


def test_pinning_and_unpinning_at_once_ends_as_the_last_event_says(place: Place) -> None:
    message_id = say(place, place.member, "m")["id"]
    at_once(8, lambda n: (pin, unpin)[n % 2](place, message_id))

    told = [e.type for e in DynamoLog().after(place.stream, 1) if not e.is_void]
    assert told == ["PIN_ADD", "PIN_REMOVE"] * (len(told) // 2) + ["PIN_ADD"] * (len(told) % 2)
    assert pinned(place) == ["m"] * (len(told) % 2)


def test_only_who_manages_messages_takes_pins_off(place: Place, mallory: Person) -> None:
    message_id, plain = (say(place, place.member)["id"] for _ in range(2))
    pin(place, message_id)
    with nothing_changes("messages"):
        problem = check_refused(unpin(place, message_id, place.member), 403, "missing_permission")
        assert problem["missing_permissions"] == ["MANAGE_MESSAGES"]
        check_same(unpin(place, message_id, mallory), unpin(place, ABSENT_MESSAGE, mallory))
        check_needs_caller(unpin_message, f"{place.pins}/{message_id}")
        check_refused(unpin(place, ABSENT_MESSAGE), 404, "not_found")
        assert unpin(place, plain).status == 204
