"""Whoever reads a community's stream, and how tests have its events told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from commons.events import Event
from commons.streams import community_stream
from commons.streams.log import DynamoLog, Entry
from commons.testing import Connections, Person, Reply, Socket, call, connect, deliver, nudged
from functions.communities.consumers.on_community_changed import on_community_changed
from functions.communities.telling import TELLS
from functions.realtime.consumers.pump_nudged import pump_nudged
from functions.realtime.endpoints.list_stream_events import list_stream_events
from tests.events.told import telling
from tests.functions.communities.conftest import Place

Body = dict[str, Any]


@contextmanager
def noted() -> Iterator[list[Event]]:
    """The events that acts in a block commit, of those that streams tell."""
    found: list[Event] = []
    with telling() as told:
        yield found
    found += [event for event in told.bus if type(event) in TELLS]


def tell(*events: Event) -> None:
    """Hand events to the consumer, in this order."""
    assert deliver(on_community_changed, *events) == []


def flush(place: Place) -> None:
    """Post what was told."""
    assert nudged(pump_nudged, community_stream(place.community_id)) == []


@contextmanager
def heard_of(place: Place) -> Iterator[None]:
    """What a block does is told and posted when it ends."""
    with noted() as events:
        yield
    tell(*events)
    flush(place)


def log(place: Place) -> list[Entry]:
    """What has been told, without voids."""
    rows = DynamoLog().after(community_stream(place.community_id), 0)
    return [row for row in rows if not row.is_void]


def types(place: Place) -> list[str]:
    """The types of it, in order."""
    return [row.type for row in log(place)]


def reader(
    place: Place, who: Person, connections: Connections, cursor: int | None = None
) -> Socket:
    """A socket that looks at the place's channel, and so at its community."""
    socket = connect(who, connections)
    assert isinstance(socket, Socket)
    cursors = {} if cursor is None else {community_stream(place.community_id): cursor}
    assert socket.send("identify", {"focus": [place.channel_id], "cursors": cursors}) is None
    return socket


def heard(place: Place, socket: Socket) -> list[Body]:
    """The events of the community that a socket was posted."""
    stream = community_stream(place.community_id)
    return [e for batch in socket.got("batch") if batch["st"] == stream for e in batch["e"]]


def chain(place: Place, socket: Socket) -> list[tuple[int, int]]:
    """``pv`` and ``to`` of its batches."""
    stream = community_stream(place.community_id)
    return [(b["pv"], b["to"]) for b in socket.got("batch") if b["st"] == stream]


def fetched(place: Place, who: Person, after: int = 0) -> Reply:
    """The events over HTTP."""
    path = f"/event-streams/{community_stream(place.community_id)}/events"
    return call(list_stream_events, path, as_=who, query={"after": after})
