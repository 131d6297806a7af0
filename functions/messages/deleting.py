"""Deleting messages: tombstones stay, and nothing of what was said.

What a message's edits said is replaced by voids in the same transaction; who reacted to it or voted
goes soon after (``purging``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from commons.access import Standing
from commons.clock import now_ms
from commons.contracts.messages import MessagesModerated
from commons.ids import MESSAGE, position_of
from commons.streams import tallies
from commons.streams.history import find_entries
from commons.streams.log import Entry
from commons.transactions import outbox, settle
from commons.wire import Item

from . import deadlines
from .changing import Actor, commit, load, put, replaced, stream_of, tell, void
from .models import GoneMessage, Pins
from .rules import check_recent, check_yours_or_managed
from .telling import moderated

#: DynamoDB takes 100 writes: the others are the event, the pins, and what the audit log is told.
MOST_WRITES = 97


def delete(standing: Standing, message_id: str, reason: str | None = None) -> None:
    """Delete one. Raises NotFound, MissingPermission. reason: why a moderator does it."""

    def attempt() -> None:
        message = load(standing, message_id)
        check_yours_or_managed(message, standing)
        told = [] if message.by == standing.user_id else moderated(standing, message, reason)
        also = [*_erased(standing, message), *_unpinned(standing, [message]), *told]
        _commit(standing, message, also)

    settle(attempt)


def expire(actor: Actor, message: Entry) -> None:
    """Delete one whose time is over. Within ``settle``: raises Conflict."""
    also = [
        *_erased(actor, message),
        *_unpinned(actor, [message]),
        *deadlines.met(str(actor.channel_id), message.sq, message.d),
    ]
    _commit(actor, message, also)


def delete_many(standing: Standing, message_ids: Sequence[str], reason: str | None) -> None:
    """Delete those that are there, with one event for as many as one transaction holds.

    Raises ValidationFailed when one is too old. Whoever repeats it goes on where it ended.
    """

    check_recent(message_ids, now_ms())

    def attempt() -> bool:
        messages = _there(standing, message_ids)
        for message in messages:
            check_yours_or_managed(message, standing)
        some = _as_many_as_fit(standing, messages)
        if some:
            _delete_at_once(standing, some, reason)
        return len(some) < len(messages)

    while settle(attempt):
        pass


def _commit(actor: Actor, message: Entry, also: list[Item]) -> None:
    gone = {"id": message.d["id"], "channel_id": actor.channel_id, "seq": message.sq}
    commit(actor, message, "MESSAGE_DELETE", gone, lambda _: _tombstone(message), lambda _: also)


def _there(standing: Standing, message_ids: Iterable[str]) -> list[Entry]:
    """Those that are messages of the channel, in its order."""
    named = {position_of(MESSAGE, one): one for one in message_ids}
    found = find_entries(stream_of(standing), filter(None, named))
    return [e for sq, e in sorted(found.items()) if e.is_message and e.d["id"] == named[sq]]


def _as_many_as_fit(standing: Standing, messages: Sequence[Entry]) -> list[Entry]:
    fitting, writes = list[Entry](), 0
    for message in messages:
        writes += 1 + sum(1 for _ in _erased(standing, message))
        if writes > MOST_WRITES:
            break
        fitting.append(message)
    return fitting


def _delete_at_once(standing: Standing, messages: Sequence[Entry], reason: str | None) -> None:
    channel_id, stream = str(standing.channel_id), stream_of(standing)
    ids = [message.d["id"] for message in messages]
    event = MessagesModerated(
        community_id=standing.community_id,
        channel_id=channel_id,
        message_ids=ids,
        author_ids=sorted({message.by for message in messages}),
        actor_id=standing.user_id,
        reason=reason,
    )

    def writes(sq: int) -> list[Item]:
        gone = [replaced(stream, one, _tombstone(one) | {"rev": sq}) for one in messages]
        erased = [write for one in messages for write in _erased(standing, one)]
        told = [{"Put": outbox(event)}] if standing.community_id else []
        return [*gone, *erased, *_unpinned(standing, messages), *told]

    tell(standing, "MESSAGE_BULK_DELETE", {"channel_id": channel_id, "ids": ids}, writes)


def _tombstone(message: Entry) -> dict[str, object]:
    return {"id": message.d["id"], "deleted": True}


def _erased(standing: Actor, message: Entry) -> Iterator[Item]:
    """What goes with a message: what its edits said, and, soon, who reacted to it or voted."""
    for sq in message.d.get("edits", ()):
        yield void(stream_of(standing), sq)
    poll = message.d.get("poll")
    if poll and "closed_at" not in poll:
        yield from tallies.end(stream_of(standing), message.sq)
    if message.d.get("reactions") or poll:
        yield put(GoneMessage.of(str(standing.channel_id), message.sq))


def _unpinned(standing: Actor, messages: Iterable[Entry]) -> list[Item]:
    """The pins that go with messages: one write, if there are any."""
    gone = [(one.d["pinned"]["at"], one.sq) for one in messages if "pinned" in one.d]
    return [{"Update": Pins.of(str(standing.channel_id)).less(gone)}] if gone else []
