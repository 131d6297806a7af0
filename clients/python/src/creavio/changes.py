"""What a message is after an event about it; no I/O in here.

Events tell states, not steps (`count` is how many there are now), so one that is applied twice, or
to a message that was read after it, does no harm: the last one decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from creavio.models import Event, Message, Poll, Reaction

WRITTEN = ("MESSAGE_CREATE", "MESSAGE_UPDATE")
REACTIONS = ("REACTION_ADD", "REACTION_REMOVE")
PINS = ("PIN_ADD", "PIN_REMOVE")
POLLS = ("POLL_VOTE", "POLL_CLOSE")
THREADS = ("THREAD_CREATE", "THREAD_DELETE")
DELETED = ("MESSAGE_DELETE", "MESSAGE_BULK_DELETE")


def messages_of(event: Event) -> list[str]:
    """The messages that an event is about."""
    if event.t == "MESSAGE_BULK_DELETE":
        return [str(one) for one in event.d.get("ids") or event.d.get("message_ids") or ()]
    found = event.d.get("message_id") or event.d.get("id")
    if event.t.startswith("THREAD_"):
        found = event.d.get("message_id") if event.t in THREADS else None
    return [str(found)] if found else []


def after(message: Message, event: Event, me: str) -> Message:
    """The message as it is now; `me` is the reader's id. Deletions leave nothing to ask about.

    What MESSAGE_CREATE and MESSAGE_UPDATE say is words: reactions, pins, votes and threads are told
    apart.
    """
    if event.t in WRITTEN and event.from_snapshot:
        return event.message
    if event.t in WRITTEN:
        poll = message.poll or event.message.poll
        apart = replace(event.message, poll=poll, thread=message.thread)
        return replace(apart, reactions=message.reactions, pinned=message.pinned)
    if event.t in REACTIONS:
        return replace(message, reactions=_reactions(message.reactions, event, me))
    if event.t in PINS:
        return replace(message, pinned=event.t == "PIN_ADD")
    if event.t in POLLS and message.poll is not None:
        return replace(message, poll=_counted(message.poll, event, me))
    if event.t in THREADS:
        begun = {"id": str(event.d["id"])} if event.t == "THREAD_CREATE" else None
        return replace(message, thread=begun)
    return message


def _reactions(known: tuple[Reaction, ...], event: Event, me: str) -> tuple[Reaction, ...]:
    """The most frequent first, as the server lists them."""
    emoji, count = str(event.d["emoji"]), int(event.d["count"])
    mine = any(one.me for one in known if one.emoji == emoji)
    if event.d.get("user_id") == me:
        mine = event.t == "REACTION_ADD"
    others = [one for one in known if one.emoji != emoji]
    now = [*others, *([Reaction(emoji, count, mine)] if count else [])]
    return tuple(sorted(now, key=lambda one: (-one.count, one.emoji)))


def _counted(poll: Poll, event: Event, me: str) -> Poll:
    """As the event says that it stands; one's own vote too, unless the poll is anonymous."""
    counts = {int(one["id"]): int(one["count"]) for one in event.d["answers"]}
    own = event.d.get("chosen") if event.d.get("user_id") == me else None
    answers = tuple(
        replace(one, count=counts.get(one.id, 0), me=one.me if own is None else one.id in own)
        for one in poll.answers
    )
    closed = event.d.get("closed_at")
    closed_at = datetime.fromisoformat(closed) if closed else poll.closed_at
    return replace(poll, answers=answers, voters=int(event.d["voters"]), closed_at=closed_at)
