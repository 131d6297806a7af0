"""Threads: a channel inside a channel, with a stream of its own.

What happens to a thread is told in its channel's stream, in the transaction that makes it so: there
they are who may see it, and there is the message it started from, which says so itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commons.access import Standing
from commons.clock import now_ms
from commons.etags import Precondition
from commons.ids import CHANNEL, MESSAGE, new_id, position_of
from commons.streams import channel_stream
from commons.streams.history import find_message
from commons.streams.log import Entry
from commons.thread_shapes import ThreadOut, thread_out
from commons.threads import Thread
from commons.transactions import keeper, settle
from commons.wire import Item

from . import waking
from .changing import commit, drop, load, put, tell
from .models import Gone
from .rules import MAX_ACTIVE_THREADS, check_has_no_thread, check_may_change, check_takes_threads
from .taking_part import joining
from .telling import thread_moderated
from .thread_rows import Active, Listed
from .thread_rows import Thread as ThreadRow
from .thread_schemas import NewThread


def begin(standing: Standing, body: NewThread) -> ThreadOut:
    """Begin a thread, on a message if one is named; who wrote that takes part too.

    Raises NoThreadsHere, NotFound, ThreadExists, LimitReached.
    """
    check_takes_threads(standing)

    def attempt() -> ThreadOut:
        message = load(standing, body.message_id) if body.message_id else None
        if message is not None:
            check_has_no_thread(message)
        waking.make_room(str(standing.channel_id))
        thread = _new(standing, body)
        answer, keeping = _out(standing, thread), keeper.get()
        rows = [
            put(ThreadRow.saying(thread)),
            put(Listed.of(thread)),
            {"Update": Active.of(thread.parent_id).more(thread.thread_id, MAX_ACTIVE_THREADS)},
            *joining(thread, standing.user_id, *([message.by] if message else [])),
            *([keeping.kept(answer)] if keeping else []),
        ]
        told = waking.shown(standing, thread)
        _tell(standing, "THREAD_CREATE", told, message, thread.thread_id, rows)
        return answer

    return settle(attempt)


def change(
    standing: Standing, given: Mapping[str, Any], if_match: Precondition, reason: str | None
) -> ThreadOut:
    """Rename, archive, reopen or lock a thread. Raises NotFound, MissingPermission, LimitReached.

    given: by name what becomes other than it was.
    """

    def attempt() -> ThreadOut:
        thread = waking.afresh(standing)
        if_match.check(thread.revision)
        check_may_change(standing, thread, given)
        becomes = waking.changed(thread, given)
        rows = [waking.replaced(thread, becomes), *waking.moved(thread, becomes)]
        if thread.creator_id != standing.user_id:
            rows.append(thread_moderated(standing, thread, reason, "thread_updated"))
        answer = _out(standing, becomes)
        if keeping := keeper.get():
            rows.append(keeping.kept(answer))
        there, told = waking.at_channel(standing, thread), waking.shown(standing, becomes)
        tell(there, "THREAD_UPDATE", told, lambda _: rows)
        return answer

    return settle(attempt)


def delete(standing: Standing, reason: str | None) -> None:
    """Delete a thread: nobody finds it any more, and what was said in it is purged."""

    def attempt() -> None:
        thread = waking.afresh(standing)
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
        _tell(waking.at_channel(standing, thread), "THREAD_DELETE", gone, message, None, rows)

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


def _if_still(seen: Thread) -> dict[str, Any]:
    return ThreadRow.of(seen.thread_id).get_delete_kwargs_from_instance(
        ThreadRow.revision == seen.revision
    )


def _out(standing: Standing, thread: Thread) -> ThreadOut:
    assert standing.channel is not None
    return thread_out(thread, standing.channel, waking.cursor_of(thread))
