"""What wakes threads and puts them to sleep: who begins or changes one does, and who writes in one.

A thread that somebody archived is opened by a message; one that the clock archived needs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from commons import threads as published
from commons.access import Standing
from commons.clock import now_ms
from commons.errors import NotFound
from commons.streams import channel_stream
from commons.streams.log import Cursor, DynamoLog
from commons.threads import Thread
from commons.transactions import Conflict, settle, transaction
from commons.wire import Item

from .changing import tell
from .errors import LimitReached
from .rules import MAX_ACTIVE_THREADS
from .thread_rows import Active
from .thread_rows import Thread as ThreadRow

#: Threads that one transaction archives to make room: each is a write, and a hundred is the most.
AT_ONCE = 50


def sleeps(standing: Standing) -> bool:
    """Whether this is a thread that somebody archived."""
    return standing.thread is not None and standing.thread.archived_at is not None


def wake(standing: Standing) -> None:
    """Open a thread that somebody archived: whoever writes there does. Raises LimitReached."""

    def attempt() -> None:
        asleep = afresh(standing)
        if asleep.archived_at is None:
            return
        awake = changed(asleep, {"archived": False})
        rows = [replaced(asleep, awake), *moved(asleep, awake)]
        tell(at_channel(standing, asleep), "THREAD_UPDATE", shown(standing, awake), lambda _: rows)

    settle(attempt)


def changed(thread: Thread, given: Mapping[str, Any]) -> Thread:
    """The thread as it will be."""
    values: dict[str, Any] = {name: v for name, v in given.items() if name != "archived"}
    if "archived" in given:
        moment = {"archived_at": now_ms()} if given["archived"] else {"active_at": now_ms()}
        values |= {"archived_at": None} | moment
    return replace(thread, **values, revision=thread.revision + 1)


def moved(thread: Thread, becomes: Thread) -> list[Item]:
    """The write that lists it among the active threads, or among them no more."""
    was, is_ = thread.archived_at is None, becomes.archived_at is None
    if was == is_:
        return []
    row = Active.of(thread.parent_id)
    if not is_:
        return [{"Update": row.less(thread.thread_id)}]
    make_room(thread.parent_id)
    return [{"Update": row.more(thread.thread_id, MAX_ACTIVE_THREADS)}]


def make_room(channel_id: str) -> None:
    """Raise LimitReached unless one more can be active. Whoever fell asleep gives up their place.

    Raises Conflict when it made room: what the caller has read by then is old.
    """
    ids = Active.find(channel_id)
    if len(ids) < MAX_ACTIVE_THREADS:
        return
    asleep = [one for one, awake in states(ids).values() if not awake][:AT_ONCE]
    lost = ids - published.find_all(ids).keys()
    if not asleep and not lost:
        raise LimitReached
    with transaction() as tx:
        gone = {*lost, *(thread.thread_id for thread in asleep)}
        tx.update(Active.of(channel_id), [Active.ids.delete(gone)])
        for thread in asleep:
            archived = [ThreadRow.archived_at.set(now_ms()), ThreadRow.revision.add(1)]
            tx.update(
                ThreadRow.of(thread.thread_id), archived, ThreadRow.revision == thread.revision
            )
    raise Conflict


def states(thread_ids: set[str]) -> dict[str, tuple[Thread, bool]]:
    """Those of the threads that are there, and whether each is awake."""
    from commons.streams.heads import heads  # a send that meets no thread does without

    found, cursors = published.find_all(thread_ids), heads(map(channel_stream, thread_ids))
    return {
        thread_id: (thread, not thread.is_archived(_last_ms(cursors, thread_id)))
        for thread_id, thread in found.items()
    }


def _last_ms(cursors: Mapping[str, Cursor], thread_id: str) -> int:
    last = cursors.get(channel_stream(thread_id), Cursor()).last
    return int(last["at"]) if last else 0


def afresh(standing: Standing) -> Thread:
    """The thread as it is now. Raises NotFound."""
    if standing.thread is None:
        raise NotFound
    thread = published.find(standing.thread.thread_id)
    if thread is None:
        raise NotFound
    return thread


def at_channel(standing: Standing, thread: Thread) -> Standing:
    """The same in the channel that the thread is in."""
    return replace(standing, channel_id=thread.parent_id)


def replaced(seen: Thread, becomes: Thread) -> Item:
    """The write of the thread, unless it has changed since it was read."""
    same = ThreadRow.revision == seen.revision
    return {"Put": ThreadRow.saying(becomes).get_save_kwargs_from_instance(same)}


def cursor_of(thread: Thread) -> Cursor:
    """How far its messages have been delivered."""
    return DynamoLog().cursor(channel_stream(thread.thread_id))


def shown(standing: Standing, thread: Thread) -> dict[str, Any]:
    """The thread as events show it."""
    assert standing.channel is not None
    return published.shown(thread, standing.channel, cursor_of(thread))
