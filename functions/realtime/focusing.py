"""Looking at channels: who is admitted, what they have missed, and who still may look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from commons import access, gateway
from commons.access import Standing
from commons.errors import NotFound
from commons.ids import CHANNEL, is_id
from commons.permissions import Permission
from commons.resources import encode, event
from commons.streams import channel_stream
from commons.streams.log import DynamoLog, Entry
from commons.streams.replay import BadCursor, replay

from .errors import CursorBeyondEnd
from .models import Connection, Focus

if TYPE_CHECKING:
    from commons.frames import Socket
    from commons.protocol import Batch, Gap, ReplayEnd, StreamEvent

NEEDED = Permission.VIEW | Permission.READ_HISTORY
MAX_BATCH = 28_000


def look_at(
    socket: Socket, wanted: Sequence[str], cursors: Mapping[str, int]
) -> tuple[list[str], list[str]]:
    """Look at exactly these channels. The channels admitted, and those refused.

    Every new viewer is added before the log is read: whatever is written from then on is posted.
    Raises CursorBeyondEnd.
    """
    before = list(socket.row.get("focus") or ())
    admitted = {c: found for c in dict.fromkeys(wanted) if (found := _admit(socket.user_id, c))}
    for channel_id in before:
        if channel_id not in admitted:
            Focus.of(channel_stream(channel_id), socket.connection_id).delete()
    Connection.of(socket.connection_id).change(
        [Connection.focus.set(list(admitted))], Connection.pk.exists(), refused=NotFound
    )
    for channel_id, standing in admitted.items():
        _add_viewer(socket, channel_id, standing)
    for channel_id in admitted:
        stream = channel_stream(channel_id)
        if channel_id not in before or stream in cursors:
            catch_up(socket.connection_id, stream, cursors.get(stream))
    return list(admitted), [c for c in wanted if c not in admitted]


def catch_up(connection_id: str, stream: str, cursor: int | None) -> None:
    """Post what a viewer has missed since its cursor, then ``replay_end``."""
    log = DynamoLog()
    if cursor is None:
        _end_replay(connection_id, stream, log.cursor(stream).sq)
        return
    try:
        missed = replay(log, stream, cursor)
    except BadCursor:
        raise CursorBeyondEnd from None
    if missed.gap or missed.to < missed.head:
        url = f"/v1/channels/{stream.partition(':')[2]}/messages"
        gap: Gap = {"stream": stream, "head": missed.head, "snapshot_url": url}
        gateway.post(connection_id, gateway.frame("gap", gap))
        _end_replay(connection_id, stream, missed.head)
        return
    for frame in batches(stream, cursor, missed.to, missed.entries):
        gateway.post(connection_id, frame)
    _end_replay(connection_id, stream, missed.to)


def batches(stream: str, pv: int, to: int, entries: Sequence[Entry]) -> list[str]:
    """``batch`` frames of at most 30 KB that together say ``pv`` to ``to``."""
    if to == pv:
        return []
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
    stream: str, viewers: list[Focus], newest: access.Version, at_s: int
) -> list[Focus]:
    """Viewers who may see events written under ``newest`` and up to a second.

    Those who were admitted earlier, or until earlier, are checked. Whoever was removed or lost the
    channel since is dropped here, before the post.
    """
    allowed = []
    for viewer in viewers:
        if viewer.holds(newest, at_s):
            allowed.append(viewer)
            continue
        standing = _admit(viewer.user_id, stream.partition(":")[2], at_s)
        if standing is None:
            viewer.delete()
            continue
        if viewer.admit_again(standing.version, standing.until_s):
            allowed.append(viewer)
    return allowed


def _admit(user_id: str, channel_id: str, since_s: int = 0) -> Standing | None:
    if not is_id(CHANNEL, channel_id):
        return None
    try:
        standing = access.standing(user_id, channel_id=channel_id, since_s=since_s)
    except NotFound:
        return None
    return standing if standing.may(NEEDED) else None


def _add_viewer(socket: Socket, channel_id: str, standing: Standing) -> None:
    version = standing.version
    Focus.of(
        channel_stream(channel_id),
        socket.connection_id,
        user_id=socket.user_id,
        v=version.v,
        m=version.m,
        until_s=standing.until_s,
        ttl=int(socket.row["ttl"]),
    ).save()


def _end_replay(connection_id: str, stream: str, to: int) -> None:
    end: ReplayEnd = {"stream": stream, "to": to}
    gateway.post(connection_id, gateway.frame("replay_end", end))


def _batch(stream: str, pv: int, to: int, events: list[StreamEvent]) -> str:
    batch: Batch = {"st": stream, "pv": pv, "to": to, "e": events}
    return gateway.frame("batch", batch)
