"""Listing the threads of a channel: those that are awake, or all that are not."""

from __future__ import annotations

from collections.abc import Iterable

from commons import threads as published
from commons.access import Standing
from commons.cursors import Cursors, Page
from commons.lists import page_of, slice_of
from commons.streams import channel_stream
from commons.streams.heads import heads
from commons.streams.log import Cursor
from commons.thread_shapes import ThreadOut, thread_out

from .models import StreamRow
from .thread_rows import Active, Listed
from .waking import states


def active(standing: Standing, *, limit: int, cursor: str | None) -> Page[ThreadOut]:
    """One page of the threads that are awake, newest first. Raises InvalidCursor."""
    awake = [one for one, is_awake in states(Active.find(_channel(standing))).values() if is_awake]
    places = sorted((-thread.created_ms, thread.thread_id) for thread in awake)
    page = slice_of(places, _cursors(standing, "active"), limit=limit, cursor=cursor)
    shown = _shown(standing, (thread_id for _, thread_id in page.places))
    return Page(data=shown, next_cursor=page.next_cursor, prev_cursor=page.prev_cursor)


def archived(standing: Standing, *, limit: int, cursor: str | None) -> Page[ThreadOut]:
    """One page of the others, newest first. Raises InvalidCursor.

    It goes over all threads: a page may have fewer than asked for, or none, and a cursor that goes
    on.
    """
    cursors = _cursors(standing, "archived")
    key = StreamRow.key(_channel(standing))
    page = page_of(Listed, key, Listed.beginning, cursors, limit=limit, cursor=cursor)
    shown = _shown(standing, (row.thread_id for row in page.rows))
    return Page(
        data=[thread for thread in shown if thread.archived],
        next_cursor=page.next_cursor,
        prev_cursor=page.prev_cursor,
    )


def _shown(standing: Standing, thread_ids: Iterable[str]) -> list[ThreadOut]:
    """The threads in this order, with how far each has come."""
    assert standing.channel is not None
    ids = list(thread_ids)
    found, cursors = published.find_all(ids), heads(map(channel_stream, ids))
    return [
        thread_out(
            found[thread_id],
            standing.channel,
            cursors.get(channel_stream(thread_id), Cursor()),
        )
        for thread_id in ids
        if thread_id in found
    ]


def _channel(standing: Standing) -> str:
    return str(standing.channel_id)


def _cursors(standing: Standing, which: str) -> Cursors:
    return Cursors(f"threads:{which}:{standing.channel_id}", standing.user_id)
