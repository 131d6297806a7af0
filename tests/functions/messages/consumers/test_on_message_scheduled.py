"""The next time a message is sent stands in Scheduler, in whatever order events come."""

from __future__ import annotations

from datetime import datetime

from commons.contracts.messages import MessageScheduled
from commons.testing import call, deliver, emitted
from functions.messages.consumers.on_message_scheduled import on_message_scheduled
from functions.messages.endpoints.delete_scheduled_message import delete_scheduled_message
from functions.messages.endpoints.update_scheduled_message import update_scheduled_message
from tests.functions.messages.places import Place
from tests.functions.messages.scheduling import at, made, path_of, remember


def test_what_the_table_says_is_scheduled(place: Place) -> None:
    message = made(place, place.member)
    body = {"send_at": at(30)}
    moved = call(update_scheduled_message, path_of(message), as_=place.member, body=body).body
    events = emitted(MessageScheduled, scheduled_id=message["id"])
    for event in [*reversed(events), *events]:
        assert deliver(on_message_scheduled, event) == []
    [only] = remember(message)
    assert only.at_s == datetime.fromisoformat(moved["send_at"]).timestamp()


def test_of_what_was_taken_back_nothing_is(place: Place) -> None:
    message = made(place, place.member)
    call(delete_scheduled_message, path_of(message), as_=place.member)
    assert remember(message) == []
