"""Which threads count among what somebody has not read: those they take part in, while awake.

An archived thread counts no more, nor one that is gone or whose channel one does not see: so
nothing unread is left behind where nobody looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from commons import threads
from commons.streams import channel_stream
from commons.streams.heads import heads
from commons.streams.log import Cursor


def awake(taken: Mapping[str, str], channels: Collection[str]) -> list[str]:
    """The threads, of those somebody takes part in, that are awake in some channels.

    taken: what ``threads.taken_part`` found.
    """
    here = set(channels)
    ids = [thread_id for thread_id, parent_id in taken.items() if parent_id in here]
    found = threads.find_all(ids)
    cursors = heads(map(channel_stream, found))
    return [
        thread_id
        for thread_id, thread in sorted(found.items())
        if not thread.is_archived(_last_ms(cursors.get(channel_stream(thread_id))))
    ]


def _last_ms(cursor: Cursor | None) -> int:
    return int(cursor.last["at"]) if cursor and cursor.last else 0
