"""Messages that are sent later, and what tests say about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from commons.clock import now_s
from commons.contracts.messages import MessageScheduled
from commons.testing import Context, Person, Reply, call, deliver, emitted
from commons.testing.schedules import Scheduled, scheduled
from functions.messages.consumers.on_message_scheduled import on_message_scheduled
from functions.messages.endpoints.create_scheduled_message import create_scheduled_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.list_scheduled_messages import list_scheduled_messages
from functions.messages.jobs.send_scheduled import send_scheduled
from tests.functions.messages.places import Body, Place

LATER = "/scheduled-messages"


def at(minutes: int) -> str:
    """A time ahead, as the API takes it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def later(place: Place, who: Person, minutes: int = 10, **more: object) -> Reply:
    """Schedule a message."""
    body = {"channel_id": place.channel_id, "content": "later", "send_at": at(minutes), **more}
    return call(create_scheduled_message, LATER, as_=who, body=body)


def made(place: Place, who: Person, minutes: int = 10, **more: object) -> Body:
    """A scheduled message."""
    reply = later(place, who, minutes, **more)
    assert reply.status == 201, reply
    message: Body = reply.body
    return message


def path_of(message: Body) -> str:
    """Its path."""
    return f"{LATER}/{message['id']}"


def remember(message: Body) -> list[Scheduled]:
    """What the bus brings of it is heard; what is scheduled then."""
    for event in emitted(MessageScheduled, scheduled_id=message["id"]):
        assert deliver(on_message_scheduled, event) == []
    return scheduled(send_scheduled, message["id"])


def wake(message: Body, who: Person, after_s: int = 0) -> None:
    """The job runs, whatever woke it."""
    detail = {"user_id": who.user_id, "scheduled_id": message["id"], "at_s": now_s() + after_s}
    send_scheduled({"detail": detail}, Context())


def seen(message: Body, who: Person) -> Body:
    """It, as its author sees it."""
    listed = call(list_scheduled_messages, LATER, as_=who).body["data"]
    [found] = [one for one in listed if one["id"] == message["id"]]
    shown: Body = found
    return shown


def said(place: Place) -> list[str]:
    """What was said in the channel, oldest first."""
    page = call(list_messages, place.messages, as_=place.owner).body["data"]
    return [message["content"] for message in reversed(page)]
