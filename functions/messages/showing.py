"""Messages as one reader sees them: with what changes apart from what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commons import resources
from commons.access import Standing
from commons.reactions import shown_reactions
from commons.streams import channel_stream, tallies
from commons.streams.log import Entry

from .ballots import Ballot
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
    polls = _polls(user_id, channel_id, [entry for entry in entries if "poll" in entry.d])
    return [
        Message.model_validate(
            resources.message(channel_id, entry)
            | {
                "reactions": shown_reactions(entry.d.get("reactions", {}), given.get(entry.sq, ())),
                "pinned": "pinned" in entry.d,
                "poll": polls.get(entry.sq),
                "thread": {"id": entry.d["thread"]} if "thread" in entry.d else None,
            }
        )
        for entry in entries
    ]


def _polls(user_id: str, channel_id: str, entries: Sequence[Entry]) -> dict[int, dict[str, Any]]:
    """The polls of messages as they stand, by position."""
    stream = channel_stream(channel_id)
    mine = Ballot.find_all(channel_id, user_id, [entry.sq for entry in entries])
    return {
        entry.sq: resources.poll(
            entry.d["poll"], tallies.tally(stream, entry.sq), mine.get(entry.sq, ())
        )
        for entry in entries
    }
