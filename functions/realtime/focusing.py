"""Looking at channels: what a socket follows, what it has missed, and what it may follow no more.

With a channel comes the stream of its community.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import filterfalse
from typing import TYPE_CHECKING

from commons import gateway
from commons.direct import is_direct
from commons.errors import NotFound
from commons.resources import event
from commons.standings import Crowd
from commons.streams import channel_stream, subject_of
from commons.streams.log import DynamoLog, Entry
from commons.streams.replay import BadCursor, replay
from commons.streams.tallies import counted
from commons.wire import encode

from . import admitting, online
from .errors import CursorBeyondEnd
from .models import Admission, Connection, Focus, streams_of

if TYPE_CHECKING:
    from commons.frames import Socket
    from commons.protocol import Batch, FocusOk, Gap, ReplayEnd, StreamEvent

MAX_BATCH = 28_000
SNAPSHOTS = {"h": "/v1/channels/{}/messages", "c": "/v1/communities/{}", "u": "/v1/users/me"}


def look_at(
    socket: Socket, wanted: Sequence[str], cursors: Mapping[str, int]
) -> tuple[list[str], list[str]]:
    """Look at exactly these channels. The channels admitted, and those refused.

    Every new viewer is added before the log is read: whatever is written from then on is posted.
    Raises CursorBeyondEnd.
    """
    row = socket.row
    before = streams_of(row.get("focus") or (), row.get("communities") or ())
    admitted = admitting.admissions(socket.user_id, wanted)
    streams = {name: one for found in admitted.values() for name, one in found.items()}
    for stream in before:
        if stream not in streams:
            Focus.of(stream, socket.connection_id).delete()
    communities = [subject_of(stream) for stream in streams if stream[0] == "c"]
    following = [Connection.focus.set(list(admitted)), Connection.communities.set(communities)]
    Connection.of(socket.connection_id).change(following, Connection.pk.exists(), refused=NotFound)
    online.appear(socket, communities)
    for stream, admission in streams.items():
        _add_viewer(socket, stream, admission)
    for stream in streams:
        if stream not in before or stream in cursors:
            catch_up(socket.user_id, socket.connection_id, stream, cursors.get(stream))
    for channel_id in filter(is_direct, admitted):  # comes unasked: only what was missed is asked
        stream = channel_stream(channel_id)
        catch_up(socket.user_id, socket.connection_id, stream, cursors.get(stream))
    return list(admitted), [c for c in wanted if c not in admitted]


def catch_up(user_id: str, connection_id: str, stream: str, cursor: int | None) -> None:
    """Post what a viewer has missed since its cursor and may see, then ``replay_end``."""
    log = DynamoLog()
    if cursor is None:
        end_replay(connection_id, stream, log.cursor(stream).sq)
        return
    try:
        missed = replay(log, stream, cursor)
    except BadCursor:
        raise CursorBeyondEnd from None
    if missed.gap or missed.to < missed.head:
        url = SNAPSHOTS[stream[0]].format(subject_of(stream))
        gap: Gap = {"stream": stream, "head": missed.head, "snapshot_url": url}
        gateway.post(connection_id, gateway.frame("gap", gap))
        end_replay(connection_id, stream, missed.head)
        return
    seen: Sequence[Entry] = missed.entries
    if any(entry.audience for entry in seen):
        seen = admitting.visible_to(admitting.crowd(stream, [user_id]), user_id, seen)
    for frame in batches(stream, cursor, missed.to, seen):
        gateway.post(connection_id, frame)
    end_replay(connection_id, stream, missed.to)


def batches(stream: str, pv: int, to: int, entries: Sequence[Entry]) -> list[str]:
    """``batch`` frames of at most 30 KB that together say ``pv`` to ``to``."""
    if to == pv:
        return []
    entries = counted(stream, entries)
    frames: list[str] = []
    held: list[StreamEvent] = []
    size, start = 0, pv
    for entry in entries:
        shown = event(stream, entry)
        weight = len(encode(shown).encode()) if shown else 0
        if held and size + weight > MAX_BATCH:
            frames.append(_batch(stream, start, entry.sq - 1, held))
            held, size, start = [], 0, entry.sq - 1
        if shown is not None:
            held.append(shown)
            size += weight
    return [*frames, _batch(stream, start, to, held)]


def still_admitted(
    stream: str, viewers: Sequence[Focus], doubtful: Sequence[Focus], crowd: Crowd | None
) -> list[Focus]:
    """Viewers who may look on; the doubtful are checked again, and their rows say so."""
    allowed, asked = [], {viewer.connection_id for viewer in doubtful}
    for viewer in viewers:
        if viewer.connection_id not in asked:
            allowed.append(viewer)
            continue
        admission = admitting.admit(crowd, viewer.user_id, stream)
        if admission is None:
            viewer.end()
        elif viewer.admit_again(admission):
            allowed.append(viewer)
    return allowed


def tell_losses(stream: str, doubtful: Iterable[Focus], crowd: Crowd | None) -> None:
    """Tell sockets which channels of the stream's community they may no longer look at, once."""
    users = {viewer.connection_id: viewer.user_id for viewer in doubtful}
    home = _home(stream)
    for connection in Connection.find_all(users):
        user_id, lost = users[connection.connection_id], list[str]()
        for channel_id in filterfalse(is_direct, connection.focus or ()):
            followed = channel_stream(channel_id)
            there = _home(followed)
            is_here = there == home and admitting.admit(crowd, user_id, followed) is None
            if there is None or is_here:
                lost.append(channel_id)
        if lost:
            _take_away(connection, lost)


def _home(stream: str) -> str | None:
    """The community that a stream belongs to; None when it is gone."""
    try:
        return admitting.community_of(stream)
    except NotFound:
        return None


def _take_away(connection: Connection, lost: Sequence[str]) -> None:
    """Its community's stream is left to it: there it hears of what it is given again."""
    same, kept = Connection.focus == connection.focus, list(connection.focus)
    kept = [channel_id for channel_id in kept if channel_id not in lost]
    try:
        connection.change([Connection.focus.set(kept)], same, refused=NotFound)
    except NotFound:
        return  # it looks elsewhere by now, or somebody else has told it
    for channel_id in lost:
        Focus.of(channel_stream(channel_id), connection.connection_id).delete()
    told: FocusOk = {"channels": kept, "refused": list(lost)}
    gateway.post(connection.connection_id, gateway.frame("focus_ok", told))


def _add_viewer(socket: Socket, stream: str, admission: Admission) -> None:
    viewer = {"user_id": socket.user_id, "ttl": int(socket.row["ttl"])}
    Focus.of(stream, socket.connection_id, **viewer, **admission.stored()).save()


def end_replay(connection_id: str, stream: str, to: int) -> None:
    """Say that what was missed of a stream has been sent."""
    end: ReplayEnd = {"stream": stream, "to": to}
    gateway.post(connection_id, gateway.frame("replay_end", end))


def _batch(stream: str, pv: int, to: int, events: list[StreamEvent]) -> str:
    batch: Batch = {"st": stream, "pv": pv, "to": to, "e": events}
    return gateway.frame("batch", batch)
