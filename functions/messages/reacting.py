"""Reactions: somebody gives one emoji to one message, at most once.

The counts are on the message and change with it, so they are exact; who gave what is beside it.
Each event tells the count that it led to: whoever hears one twice ends where everybody does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commons.access import Standing
from commons.streams.log import Entry
from commons.transactions import settle
from commons.wire import Item

from .changing import about, commit, drop, load, put
from .models import Given, Reacted
from .rules import check_kind


def give(standing: Standing, message_id: str, emoji: str) -> None:
    """React. Doing it again changes nothing. Raises NotFound, LimitReached."""

    def attempt() -> None:
        message = load(standing, message_id)
        given = Given.find(standing, message.sq)
        if emoji in given.all:
            return
        counts = dict(message.d.get("reactions", {}))
        check_kind(counts, emoji)
        counts[emoji] = counts.get(emoji, 0) + 1
        rows = [put(Reacted.now(standing, message.sq, emoji)), put(given.with_(emoji))]
        _commit(standing, message, "REACTION_ADD", emoji, counts, rows)

    settle(attempt)


def take_back(standing: Standing, message_id: str, emoji: str) -> None:
    """Take a reaction back; one that was not given changes nothing. Raises NotFound."""

    def attempt() -> None:
        message = load(standing, message_id)
        given = Given.find(standing, message.sq)
        if emoji not in given.all:
            return
        counts = dict(message.d.get("reactions", {}))
        left_over = counts.pop(emoji, 1) - 1
        if left_over:
            counts[emoji] = left_over
        kept = given.without(emoji)
        own = put(kept) if kept.all else drop(kept)
        rows = [drop(Reacted.now(standing, message.sq, emoji)), own]
        _commit(standing, message, "REACTION_REMOVE", emoji, counts, rows)

    settle(attempt)


def _commit(
    standing: Standing,
    message: Entry,
    kind: str,
    emoji: str,
    counts: Mapping[str, int],
    rows: list[Item],
) -> None:
    """Change the counts and what somebody gave. The message was read before what they gave:
    whatever changed that in between has changed the message too, and this is refused.
    """
    told: dict[str, Any] = about(standing, message) | {
        "user_id": standing.user_id,
        "emoji": emoji,
        "count": counts.get(emoji, 0),
    }
    becomes = message.d | {"reactions": counts}
    commit(standing, message, kind, told, lambda _: becomes, lambda _: rows)
