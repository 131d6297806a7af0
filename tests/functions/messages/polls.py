"""Polls, and what tests say about them."""

from __future__ import annotations

from commons.contracts.messages import DeadlineSet
from commons.streams.log import DynamoLog
from commons.testing import Person, Reply, call, deliver, emitted
from commons.testing.schedules import Scheduled, scheduled
from functions.messages.consumers.on_deadline_set import on_deadline_set
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.send_message import send_message
from functions.messages.endpoints.vote_in_poll import vote_in_poll
from functions.messages.jobs.meet_deadlines import meet_deadlines
from tests.functions.messages.places import Body, Place

BREADS: Body = {
    "question": "Rye or wheat?",
    "answers": [{"text": "Rye", "emoji": "🍞"}, {"text": "Wheat"}],
}


def ask(place: Place, who: Person, **more: object) -> Body:
    """Send a message that is only a poll; the message."""
    reply = call(send_message, place.messages, as_=who, body={"poll": BREADS | more})
    assert reply.status == 201, reply
    message: Body = reply.body
    return message


def path_of(place: Place, message: Body) -> str:
    """The path of a message."""
    return f"{place.messages}/{message['id']}"


def vote(place: Place, message: Body, who: Person, *answers: int) -> Reply:
    """Choose answers."""
    path = f"{path_of(place, message)}/poll/votes"
    return call(vote_in_poll, path, as_=who, body={"answers": list(answers)})


def poll(place: Place, message: Body, who: Person) -> Body:
    """The poll as somebody reads it."""
    found: Body = call(get_message, path_of(place, message), as_=who).body["poll"]
    return found


def counts(found: Body) -> list[int]:
    """How often each answer was chosen."""
    return [answer["count"] for answer in found["answers"]]


def told(place: Place, *types: str) -> list[str]:
    """The types of the events of a channel's stream, or those of them."""
    found = [entry.type for entry in DynamoLog().after(place.stream, 0) if not entry.is_void]
    return [one for one in found if not types or one in types]


def remember(place: Place) -> None:
    """What the bus brings of the deadlines of a channel is heard."""
    for event in emitted(DeadlineSet, channel_id=place.channel_id):
        assert deliver(on_deadline_set, event) == []


def due(place: Place) -> list[Scheduled]:
    """What is scheduled for a channel."""
    return scheduled(meet_deadlines, place.channel_id)
