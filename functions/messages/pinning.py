"""Pins: messages that a channel's readers find again. The message says so itself, and the channel
has them all in one row; both change in the transaction that tells it.
"""

from __future__ import annotations

from commons.access import Standing
from commons.clock import now_ms, rfc3339
from commons.cursors import Cursors, Page
from commons.lists import slice_of
from commons.streams.history import find_entries
from commons.transactions import settle

from . import showing
from .changing import about, commit, load, stream_of
from .models import Pins
from .rules import MAX_PINS, check_room_for_pin
from .schemas import Pin
from .telling import moderated


def pin(standing: Standing, message_id: str, reason: str | None) -> None:
    """Pin a message; doing it again changes nothing. Raises NotFound, LimitReached."""

    def attempt() -> None:
        message = load(standing, message_id)
        if "pinned" in message.d:
            return
        pins, at = Pins.find(str(standing.channel_id)), now_ms()
        check_room_for_pin(len(pins.newest_first))
        becomes = message.d | {"pinned": {"at": at, "by": standing.user_id}}
        rows = [
            {"Update": pins.more(at, message.sq, MAX_PINS)},
            *moderated(standing, message, reason, action="message_pinned"),
        ]
        told = about(standing, message) | {"user_id": standing.user_id}
        commit(standing, message, "PIN_ADD", told, lambda _: becomes, lambda _: rows)

    settle(attempt)


def unpin(standing: Standing, message_id: str, reason: str | None) -> None:
    """Take a pin off; without one nothing changes. Raises NotFound."""

    def attempt() -> None:
        message = load(standing, message_id)
        if "pinned" not in message.d:
            return
        at = message.d["pinned"]["at"]
        becomes = {name: value for name, value in message.d.items() if name != "pinned"}
        rows = [
            {"Update": Pins.of(str(standing.channel_id)).less([(at, message.sq)])},
            *moderated(standing, message, reason, action="message_unpinned"),
        ]
        told = about(standing, message) | {"user_id": standing.user_id}
        commit(standing, message, "PIN_REMOVE", told, lambda _: becomes, lambda _: rows)

    settle(attempt)


def listed(standing: Standing, *, limit: int, cursor: str | None) -> Page[Pin]:
    """One page of a channel's pins, the newest first. Raises InvalidCursor."""
    channel_id = str(standing.channel_id)
    cursors = Cursors(f"pins:{channel_id}", standing.user_id)
    places = Pins.find(channel_id).newest_first
    page = slice_of(places, cursors, limit=limit, cursor=cursor)
    found = find_entries(stream_of(standing), (seq for _, seq in page.places))
    rows = [row for _, seq in page.places if (row := found.get(seq)) and "pinned" in row.d]
    shown = showing.messages(standing.user_id, channel_id, rows)
    pins = [
        Pin(
            message=message,
            pinned_by=row.d["pinned"]["by"],
            pinned_at=rfc3339(row.d["pinned"]["at"]),
        )
        for row, message in zip(rows, shown, strict=True)
    ]
    return Page(data=pins, next_cursor=page.next_cursor, prev_cursor=page.prev_cursor)
