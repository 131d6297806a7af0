"""Messages as one reader sees them: with what changes apart from what they say."""

from __future__ import annotations

from collections.abc import Sequence

from commons import resources
from commons.access import Standing
from commons.reactions import shown_reactions
from commons.streams.log import Entry

from .models import Given
from .schemas import Message


def message(standing: Standing, entry: Entry) -> Message:
    """One message."""
    [shown] = messages(standing.user_id, str(standing.channel_id), [entry])
    return shown


def messages(user_id: str, channel_id: str, entries: Sequence[Entry]) -> list[Message]:
    """Some of one channel, in their order. What the reader gave is read where anybody reacted."""
    reacted = [entry.sq for entry in entries if entry.d.get("reactions")]
    given = Given.find_all(channel_id, user_id, reacted)
    return [
        Message.model_validate(
            resources.message(channel_id, entry)
            | {
                "reactions": shown_reactions(entry.d.get("reactions", {}), given.get(entry.sq, ())),
                "pinned": "pinned" in entry.d,
                "thread": {"id": entry.d["thread"]} if "thread" in entry.d else None,
            }
        )
        for entry in entries
    ]
