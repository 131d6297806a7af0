"""Taking part in threads: who begins one, writes there, is mentioned or says so, is told what is
unread.
"""

from __future__ import annotations

from collections.abc import Sequence

from commons.access import Standing
from commons.clock import now_s
from commons.errors import NotFound
from commons.threads import Thread
from commons.transactions import transaction
from commons.wire import Item

from .changing import put
from .thread_rows import Participant, TakesPart

#: So long this machine remembers who has joined; who left meanwhile joins again by writing later.
REMEMBERED_S = 60
MOST = 10_000
MOST_CALLED = 40
_joined: dict[tuple[str, str], int] = {}


def joining(thread: Thread, *user_ids: str) -> list[Item]:
    """What makes users take part, beside what made them."""
    return [
        put(row)
        for user_id in dict.fromkeys(user_ids)
        for row in (
            TakesPart.of(user_id, thread.thread_id, thread.parent_id),
            Participant.of(user_id, thread.thread_id),
        )
    ]


def writes(standing: Standing, mentioned: Sequence[str]) -> list[Item]:
    """What is written beside a message in a thread: for its author once within a while, and for
    those it mentions by name. Of a crowd only the first: a transaction holds a hundred writes.
    """
    thread = standing.thread
    if thread is None:
        return []
    known = _joined.get((standing.user_id, thread.thread_id), 0) > now_s()
    author = () if known else (standing.user_id,)
    return joining(thread, *author, *mentioned[:MOST_CALLED])


def remember(standing: Standing) -> None:
    """Who has written takes part: for a while nothing has to be written for that."""
    if standing.thread is None:
        return
    if len(_joined) >= MOST:
        _joined.clear()
    _joined[standing.user_id, standing.thread.thread_id] = now_s() + REMEMBERED_S


def join(standing: Standing) -> None:
    """Take part; doing it again changes nothing. Raises NotFound where there is no thread."""
    thread = _thread(standing)
    with transaction() as tx:
        tx.save(TakesPart.of(standing.user_id, thread.thread_id, thread.parent_id))
        tx.save(Participant.of(standing.user_id, thread.thread_id))


def leave(standing: Standing) -> None:
    """Take part no more: what is unread there counts no more. Raises NotFound."""
    thread = _thread(standing)
    _joined.pop((standing.user_id, thread.thread_id), None)
    with transaction() as tx:
        tx.delete(TakesPart.of(standing.user_id, thread.thread_id))
        tx.delete(Participant.of(standing.user_id, thread.thread_id))


def _thread(standing: Standing) -> Thread:
    if standing.thread is None:
        raise NotFound
    return standing.thread
