"""Threads: a channel inside a channel, with a stream of its own.

What happens to a thread is told in its channel's stream, in the transaction that makes it so: there
they are who may see it, and there is the message it started from, which says so itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from commons import threads as published
from commons.access import Standing
from commons.clock import now_ms
from commons.errors import NotFound
from commons.etags import Precondition
from commons.ids import CHANNEL, MESSAGE, new_id, position_of
from commons.streams import channel_stream
from commons.streams.heads import heads
from commons.streams.history import find_message
from commons.streams.log import Cursor, Entry
from commons.thread_shapes import ThreadOut, thread_out
from commons.threads import Thread
from commons.transactions import Conflict, keeper, settle, transaction
from commons.wire import Item

from .changing import commit, drop, load, put, tell
from .errors import LimitReached
from .models import Gone
from .rules import MAX_ACTIVE_THREADS, check_has_no_thread, check_may_change, check_takes_threads
from .taking_part import joining
from .telling import thread_moderated
from .thread_rows import Active, Listed
from .thread_rows import Thread as ThreadRow
from .thread_schemas import NewThread

#: Threads that one transaction archives to make room: each is a write, and a hundred is the most.
AT_ONCE = 50


def begin(standing: Standing, body: NewThread) -> ThreadOut:
    """Begin a thread, on a message if one is named; who wrote that takes part too.

    Raises NoThreadsHere, NotFound, ThreadExists, LimitReached.
    """
    check_takes_threads(standing)

    def attempt() -> ThreadOut:
        message = load(standing, body.message_id) if body.message_id else None
        if message is not None:
            check_has_no_thread(message)
        _make_room(str(standing.channel_id))
        thread = _new(standing, body)
        answer, keeping = _out(standing, thread), keeper.get()
        rows = [
            put(ThreadRow.saying(thread)),
            put(Listed.of(thread)),
            {"Update": Active.of(thread.parent_id).more(thread.thread_id, MAX_ACTIVE_THREADS)},
            *joining(thread, standing.user_id, *([message.by] if message else [])),
            *([keeping.kept(answer)] if keeping else []),
        ]
        _tell(standing, "THREAD_CREATE", _shown(standing, thread), message, thread.thread_id, rows)
        return answer

    return settle(attempt)


def change(
    standing: Standing, given: Mapping[str, Any], if_match: Precondition, reason: str | None
) -> ThreadOut:
    """Rename, archive, reopen or lock a thread. Raises NotFound, MissingPermission, LimitReached.

    given: by name what becomes other than it was.
    """

    def attempt() -> ThreadOut:
        thread = _afresh(standing)
        if_match.check(thread.revision)
        check_may_change(standing, thread, given)
        changed = _changed(thread, given)
        rows = [_replaced(thread, changed), *_moved(thread, changed)]
        if thread.creator_id != standing.user_id:
            rows.append(thread_moderated(standing, thread, reason, "thread_updated"))
        answer = _out(standing, changed)
        if keeping := keeper.get():
            rows.append(keeping.kept(answer))
        tell(_at(standing, thread), "THREAD_UPDATE", _shown(standing, changed), lambda _: rows)
        return answer

    return settle(attempt)


def wake(standing: Standing) -> None:
    """Open a thread that somebody archived: whoever writes there does. Raises LimitReached."""
    thread = standing.thread
    if thread is None or thread.archived_at is None:
        return

    def attempt() -> None:
        asleep = _afresh(standing)
        if asleep.archived_at is None:
            return
        awake = _changed(asleep, {"archived": False})
        rows = [_replaced(asleep, awake), *_moved(asleep, awake)]
        tell(_at(standing, asleep), "THREAD_UPDATE", _shown(standing, awake), lambda _: rows)

    settle(attempt)


def delete(standing: Standing, reason: str | None) -> None:
    """Delete a thread: nobody finds it any more, and what was said in it is purged."""

    def attempt() -> None:
        thread = _afresh(standing)
        gone = {
            "id": thread.thread_id,
            "channel_id": thread.parent_id,
            "message_id": thread.message_id,
        }
        rows = [
            {"Delete": _if_still(thread)},
            drop(Listed.of(thread)),
            {"Update": Active.of(thread.parent_id).less(thread.thread_id)},
            put(Gone.since(thread.thread_id, now_ms())),
            thread_moderated(standing, thread, reason, "thread_deleted"),
        ]
        message = _beginning(thread)
        _tell(_at(standing, thread), "THREAD_DELETE", gone, message, None, rows)

    settle(attempt)


def _new(standing: Standing, body: NewThread) -> Thread:
    return Thread(
        thread_id=new_id(CHANNEL),
        community_id=standing.community_id,
        parent_id=str(standing.channel_id),
        name=body.name,
        creator_id=standing.user_id,
        message_id=body.message_id,
        locked=False,
        auto_archive_min=body.auto_archive_min,
        archived_at=None,
        active_at=now_ms(),
        revision=1,
    )


def _changed(thread: Thread, given: Mapping[str, Any]) -> Thread:
    """The thread as it will be."""
    values: dict[str, Any] = {name: v for name, v in given.items() if name != "archived"}
    if "archived" in given:
        moment = {"archived_at": now_ms()} if given["archived"] else {"active_at": now_ms()}
        values |= {"archived_at": None} | moment
    return replace(thread, **values, revision=thread.revision + 1)


def _moved(thread: Thread, changed: Thread) -> list[Item]:
    """The write that lists it among the active threads, or among them no more."""
    was, is_ = thread.archived_at is None, changed.archived_at is None
    if was == is_:
        return []
    row = Active.of(thread.parent_id)
    if not is_:
        return [{"Update": row.less(thread.thread_id)}]
    _make_room(thread.parent_id)
    return [{"Update": row.more(thread.thread_id, MAX_ACTIVE_THREADS)}]


def _make_room(channel_id: str) -> None:
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
    found, cursors = published.find_all(thread_ids), heads(map(channel_stream, thread_ids))
    return {
        thread_id: (thread, not thread.is_archived(_last_ms(cursors, thread_id)))
        for thread_id, thread in found.items()
    }


def _last_ms(cursors: Mapping[str, Cursor], thread_id: str) -> int:
    last = cursors.get(channel_stream(thread_id), Cursor()).last
    return int(last["at"]) if last else 0


def _afresh(standing: Standing) -> Thread:
    """The thread as it is now. Raises NotFound."""
    if standing.thread is None:
        raise NotFound
    thread = published.find(standing.thread.thread_id)
    if thread is None:
        raise NotFound
    return thread


def _at(standing: Standing, thread: Thread) -> Standing:
    """The same in the channel that the thread is in."""
    return replace(standing, channel_id=thread.parent_id)


def _beginning(thread: Thread) -> Entry | None:
    """The message it started from, if that is still there and says so."""
    position = thread.message_id and position_of(MESSAGE, thread.message_id)
    if not position:
        return None
    found = find_message(channel_stream(thread.parent_id), str(thread.message_id), position)
    return found if found and found.d.get("thread") == thread.thread_id else None


def _tell(
    standing: Standing,
    kind: str,
    told: dict[str, Any],
    message: Entry | None,
    thread_id: str | None,
    rows: list[Item],
) -> None:
    """Tell it in the channel; the message it started from says which thread, or none, from now."""
    if message is None:
        tell(standing, kind, told, lambda _: rows)
        return
    d = {name: value for name, value in message.d.items() if name != "thread"}
    d |= {"thread": thread_id} if thread_id else {}
    commit(standing, message, kind, told, lambda _: d, lambda _: rows)


def _replaced(seen: Thread, changed: Thread) -> Item:
    """The write of the thread, unless it has changed since it was read."""
    same = ThreadRow.revision == seen.revision
    return {"Put": ThreadRow.saying(changed).get_save_kwargs_from_instance(same)}


def _if_still(seen: Thread) -> dict[str, Any]:
    return ThreadRow.of(seen.thread_id).get_delete_kwargs_from_instance(
        ThreadRow.revision == seen.revision
    )


def _cursor(thread: Thread) -> Cursor:
    stream = channel_stream(thread.thread_id)
    return heads([stream]).get(stream, Cursor())


def _shown(standing: Standing, thread: Thread) -> dict[str, Any]:
    assert standing.channel is not None
    return published.shown(thread, standing.channel, _cursor(thread))


def _out(standing: Standing, thread: Thread) -> ThreadOut:
    assert standing.channel is not None
    return thread_out(thread, standing.channel, _cursor(thread))
