"""Places where people talk, and the sentences that tests say about them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

from commons.aws import client
from commons.settings import table_name
from commons.streams import channel_stream
from commons.testing import Connections, Person, Reply, Socket, call, connect, nudged
from commons.wire import item, plain
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.create_role import create_role
from functions.communities.endpoints.grant_role import grant_role
from functions.messages.endpoints.send_message import send_message
from functions.realtime.consumers.pump_nudged import pump_nudged

Body = dict[str, Any]
ABSENT_CHANNEL = "chn_01ARZ3NDEKTSV4RRFFQ69G5FAV"
ABSENT_MESSAGE = "msg_01ARZ3NDEK00000001FFQ69G5F"


@dataclass(frozen=True)
class Place:
    """A community with a text channel, its owner and a member."""

    community_id: str
    channel_id: str
    owner: Person
    member: Person

    @property
    def messages(self) -> str:
        """The path of the channel's messages."""
        return f"/channels/{self.channel_id}/messages"

    @property
    def pins(self) -> str:
        """The path of the channel's pins."""
        return f"/channels/{self.channel_id}/pins"

    @property
    def read_state(self) -> str:
        """The path of the caller's read state of the channel."""
        return f"/channels/{self.channel_id}/read-state"

    @property
    def stream(self) -> str:
        """The channel's stream."""
        return channel_stream(self.channel_id)

    @property
    def events(self) -> str:
        """The path of the stream's events."""
        return f"/event-streams/{self.stream}/events"


def found_place(owner: Person, member: Person, visibility: str = "private") -> Place:
    """The owner's new community; the member has joined it."""
    body = {"name": "Acme", "visibility": visibility}
    made = call(create_community, "/communities", as_=owner, body=body).body
    join(made["id"], owner=owner, who=member)
    return Place(made["id"], made["channels"][0]["id"], owner, member)


def join(community_id: str, *, owner: Person, who: Person) -> None:
    """Somebody becomes a member by invite."""
    path = f"/communities/{community_id}/invites"
    code = call(create_invite, path, as_=owner, body={}).body["code"]
    assert call(accept_invite, f"/invites/{code}/accept", as_=who).status == 200


def add_channel(place: Place, type_: str = "text") -> Place:
    """Another channel of the same community."""
    path = f"/communities/{place.community_id}/channels"
    made = call(create_channel, path, as_=place.owner, body={"name": "more", "type": type_})
    return Place(place.community_id, made.body["id"], place.owner, place.member)


def add_role(place: Place, *holders: Person, mentionable: bool = False) -> str:
    """A new role of the community; its id."""
    path = f"/communities/{place.community_id}"
    body = {"name": "Bakers", "mentionable": mentionable}
    role_id = str(call(create_role, f"{path}/roles", as_=place.owner, body=body).body["id"])
    for who in holders:
        grant = f"{path}/members/{who.user_id}/roles/{role_id}"
        assert call(grant_role, grant, as_=place.owner).status == 204
    return role_id


def say(place: Place, who: Person, content: str = "hello", **more: object) -> Body:
    """Send a message; the message."""
    reply = call(send_message, place.messages, as_=who, body={"content": content, **more})
    assert reply.status == 201, reply
    message: Body = reply.body
    return message


def flush(place: Place) -> None:
    """Deliver what was said."""
    assert nudged(pump_nudged, place.stream) == []


def open_socket(who: Person, connections: Connections) -> Socket:
    """Open a socket; it has not identified itself."""
    socket = connect(who, connections)
    assert isinstance(socket, Socket)
    return socket


def look(place: Place, who: Person, connections: Connections, cursor: int | None = None) -> Socket:
    """Open a socket that looks at the channel."""
    socket = open_socket(who, connections)
    cursors = {} if cursor is None else {place.stream: cursor}
    assert socket.send("identify", {"focus": [place.channel_id], "cursors": cursors}) is None
    return socket


def heard(socket: Socket) -> list[Body]:
    """Every event posted to a socket, in order."""
    return [event for batch in socket.got("batch") for event in batch["e"]]


def ends(socket: Socket) -> list[Body]:
    """The ends of replays of channels that a socket was told, in order."""
    return [end for end in socket.got("replay_end") if end["stream"].startswith("h:")]


def last_error(socket: Socket) -> Body:
    """The problem a socket was told last."""
    problem: Body = socket.got("error")[-1]
    return problem


def check_refused(reply: Reply, status: int, code: str) -> Body:
    """The reply is this problem; its body."""
    assert (reply.status, reply.code) == (status, code), reply
    assert reply.headers["content-type"] == "application/problem+json"
    problem: Body = reply.body
    assert problem["status"] == status
    assert problem["detail"]
    assert problem["request_id"]
    return problem


def same_but_where(problem: Body) -> Body:
    """A problem without what tells one request from another."""
    return {k: v for k, v in problem.items() if k not in ("request_id", "instance")}


def stream_rows(place: Place) -> list[Body]:
    """Every row of the channel's stream."""
    answer = client("dynamodb").query(
        TableName=table_name("messages"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues=item({":pk": f"S#{place.stream}"}),
        ConsistentRead=True,
    )
    return [plain(row) for row in answer["Items"]]


def is_stored(text: str, service: str = "messages") -> bool:
    """Whether a text is anywhere in a service's table."""
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=table_name(service))
    return any(text in json.dumps(row, default=str) for page in pages for row in page["Items"])


@contextmanager
def just_before(operation: str, act: Callable[[], object]) -> Iterator[None]:
    """Do something, once, right before DynamoDB is sent the next call of this kind."""
    events = client("dynamodb").meta.events

    def overtake(**_: object) -> None:
        if not done:
            done.append(True)
            other = Thread(target=act)
            other.start()
            other.join()

    done: list[bool] = []
    events.register_first(f"before-call.dynamodb.{operation}", overtake)
    try:
        yield
    finally:
        events.unregister(f"before-call.dynamodb.{operation}", overtake)
    assert done


def at_once[T](times: int, act: Callable[[int], T]) -> list[T]:
    """What an act returns that is done so many times in parallel."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, range(times)))
