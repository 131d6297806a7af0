"""Closing a poll: by the clock, or early by who opened it or manages messages. Told once."""

from __future__ import annotations

from collections.abc import Sequence

from commons.access import Standing
from commons.clock import now_ms, rfc3339
from commons.streams import tallies
from commons.streams.log import Entry
from commons.transactions import settle
from commons.wire import Item

from . import deadlines
from .changing import Actor, about, commit, load, stream_of
from .rules import check_yours_or_managed, poll_in
from .telling import moderated


def close_early(standing: Standing, message_id: str, reason: str | None) -> None:
    """Close a poll; one that is closed stays as it is. Raises NotFound, MissingPermission."""

    def attempt() -> None:
        message = load(standing, message_id)
        poll = poll_in(message)
        check_yours_or_managed(message, standing)
        if "closed_at" not in poll:
            own = message.by == standing.user_id
            told = [] if own else moderated(standing, message, reason, action="poll_closed")
            close(standing, message, told)

    settle(attempt)


def close(actor: Actor, message: Entry, also: Sequence[Item] = ()) -> None:
    """Close an open poll, whenever it was to close. Within ``settle``: raises Conflict."""
    poll = message.d["poll"]
    closed_at = min(now_ms(), poll["closes_at"])
    told = about(actor, message) | {"of": len(poll["answers"]), "closed_at": rfc3339(closed_at)}
    becomes = message.d | {"poll": poll | {"closed_at": closed_at}}
    met = deadlines.met(str(actor.channel_id), message.sq, message.d)
    rows = [*tallies.end(stream_of(actor), message.sq), *met, *also]
    commit(actor, message, "POLL_CLOSE", told, lambda _: becomes, lambda _: rows)
