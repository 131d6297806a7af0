"""The four ways to page through messages; every page is newest first."""

from __future__ import annotations

from collections.abc import Sequence

from commons.cursors import Cursors, Page
from commons.errors import ValidationFailed
from commons.ids import MESSAGE, position_of
from commons.streams import channel_stream
from commons.streams.history import LAST, find_message, messages_after, messages_before
from commons.streams.log import Entry

from . import showing
from .schemas import Message


def newest(channel_id: str, cursors: Cursors, limit: int) -> Page[Message]:
    """The end of the channel."""
    return older(channel_id, cursors, LAST + 1, limit)


def older(channel_id: str, cursors: Cursors, sq: int, limit: int) -> Page[Message]:
    """The messages below a position."""
    found = messages_before(channel_stream(channel_id), sq, limit + 1)
    rows = found[:limit]
    newer_exist = bool(rows) and sq <= LAST
    return _page(channel_id, cursors, rows, older=len(found) > limit, newer=newer_exist)


def newer(channel_id: str, cursors: Cursors, sq: int, limit: int) -> Page[Message]:
    """The messages right above a position."""
    found = messages_after(channel_stream(channel_id), sq, limit + 1)
    rows = found[:limit][::-1]
    return _page(channel_id, cursors, rows, older=bool(rows) and sq > 0, newer=len(found) > limit)


def around(channel_id: str, cursors: Cursors, message_id: str, limit: int) -> Page[Message]:
    """The message with as many before as after it."""
    stream, sq = channel_stream(channel_id), position(message_id, "around")
    middle = find_message(stream, message_id, sq)
    room = limit - (middle is not None)
    below = messages_before(stream, sq, room - room // 2 + 1)
    above = messages_after(stream, sq, room // 2 + 1)
    rows = [*above[: room // 2][::-1], *([middle] if middle else []), *below[: room - room // 2]]
    return _page(
        channel_id,
        cursors,
        rows,
        older=len(below) > room - room // 2,
        newer=len(above) > room // 2,
    )


def at_cursor(channel_id: str, cursors: Cursors, cursor: str, limit: int) -> Page[Message]:
    """The page a cursor leads to. Raises InvalidCursor."""
    where = cursors.read(cursor)
    if "a" in where:
        return newer(channel_id, cursors, where["a"], limit)
    return older(channel_id, cursors, where["b"], limit)


def position(message_id: str, parameter: str) -> int:
    """The position of a message id. Raises ValidationFailed for what is none."""
    found = position_of(MESSAGE, message_id)
    if found is None:
        raise ValidationFailed(
            ({"pointer": f"/query/{parameter}", "code": "bad_id", "detail": "Not a message id."},)
        )
    return found


def _page(
    channel_id: str, cursors: Cursors, rows: Sequence[Entry], *, older: bool, newer: bool
) -> Page[Message]:
    return Page(
        data=showing.messages(cursors.user_id, channel_id, rows),
        next_cursor=cursors.mint({"b": rows[-1].sq} if rows and older else None),
        prev_cursor=cursors.mint({"a": rows[0].sq} if rows and newer else None),
    )
