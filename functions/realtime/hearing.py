"""Delivering what comes to people wherever they look: their own stream, their DMs and groups.

A flush of these reads who hears the stream after its log, then the sockets of each; nobody focuses
them. The cost follows the people: for a DM two lists of sockets and one of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from commons import direct, gateway
from commons.clock import now_ms
from commons.errors import NotFound
from commons.events import Event
from commons.ids import EVENT, positioned_id
from commons.streams import channel_stream, user_stream
from commons.streams.append import append
from commons.streams.heads import heads
from commons.streams.hearers import hearers
from commons.streams.log import Cursor, DynamoLog, Entry, Once, find_done

from . import sockets_of
from .focusing import batches, catch_up, end_replay
from .models import UserSocket

if TYPE_CHECKING:
    from commons.frames import Socket

WORKERS = 8


def sockets(user_ids: Iterable[str]) -> list[str]:
    """The identified sockets of people: one read unit each."""
    people = list(user_ids)
    if len(people) < 2:
        return [one for user_id in people for one in UserSocket.identified_of(user_id)]
    with ThreadPoolExecutor(min(WORKERS, len(people))) as pool:
        return [one for some in pool.map(UserSocket.identified_of, people) for one in some]


def deliver(stream: str, pv: int, to: int, entries: Sequence[Entry]) -> None:
    """Post the events to every socket of whoever hears the stream by now."""
    reachable = sockets(hearers(stream))
    for frame in batches(stream, pv, to, entries):
        gone = post(reachable, frame)
        reachable = [one for one in reachable if one not in gone]


def post(connection_ids: list[str], frame: str) -> list[str]:
    """Post one frame; who is gone is forgotten."""
    gone = gateway.post_all(connection_ids, frame)
    for connection_id in gone:
        sockets_of.forget(connection_id)
    return gone


def follow(socket: Socket, cursors: Mapping[str, int]) -> None:
    """From now on everything comes to this socket; of what was missed, what follows its cursors.

    It hears before the log is read, so nothing falls between. Raises CursorBeyondEnd.
    """
    user_id, connection_id = socket.user_id, socket.connection_id
    try:
        UserSocket.hears(user_id, connection_id)
    except NotFound:
        return  # it has closed meanwhile
    own = user_stream(user_id)
    if own in cursors:
        catch_up(user_id, connection_id, own, cursors[own])
    places = [p for p in direct.places(user_id) if p.state != direct.IGNORED]
    known = [s for p in places if (s := channel_stream(p.channel_id)) in cursors]
    delivered = heads(known, consistent=True)
    for stream in known:
        if delivered.get(stream, Cursor()).sq == cursors[stream]:
            end_replay(connection_id, stream, cursors[stream])
        else:
            catch_up(user_id, connection_id, stream, cursors[stream])


def tell(user_id: str, event: Event, kind: str, told: Mapping[str, object]) -> None:
    """Append to somebody's own stream, once for an event however often it is delivered."""
    stream, once = user_stream(user_id), Once("", event.event_id, "")
    if find_done(stream, once):
        return

    def draft(sq: int) -> Entry:
        at = now_ms()
        return Entry(sq, kind, positioned_id(EVENT, at, sq), at, user_id, d=dict(told))

    append(DynamoLog(), stream, draft, once=once)
