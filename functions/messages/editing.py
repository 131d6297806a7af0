"""Editing: what a message says is replaced, and what it said is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commons.access import Standing
from commons.clock import now
from commons.streams.log import MESSAGE as MESSAGE_CREATE
from commons.streams.log import Entry
from commons.transactions import keeper, settle
from commons.wire import Item

from . import showing
from .changing import commit, load
from .dm_rules import check_text
from .rules import check_may_edit, check_mentions

if TYPE_CHECKING:
    from .schemas import Body, Message

#: What a revision is; and what of a row MESSAGE_UPDATE tells: reactions and pins are told apart.
#: The event of an edit is its revision; the first keeps, untold, what was said before (``was``).
WORDS = ("content", "ciphertext", "mentions")
SAID = ("id", "nonce", "reply_to", "poll", "expires_at", "edited_at", "forwarded", *WORDS)


def edit(standing: Standing, message_id: str, body: Body) -> Message:
    """Replace what a message says. Raises NotFound, NotYourMessage; the message as it is now."""
    check_mentions(standing, body)
    check_text(standing, body)

    def attempt() -> Message:
        message = load(standing, message_id)
        check_may_edit(message, standing.user_id)
        changed = _edited(message, body)
        answer = showing.message(standing, _with(message, changed))
        keeping = keeper.get()
        told = {name: changed[name] for name in SAID if name in changed}
        told |= {"seq": message.sq, "author_id": message.by, "created_at": message.at}
        if not message.d.get("edits"):
            told["was"] = {name: message.d[name] for name in WORDS if name in message.d}

        def becomes(sq: int) -> dict[str, Any]:
            return changed | {"edits": [*message.d.get("edits", ()), sq]}

        def kept(_: int) -> list[Item]:
            return [keeping.kept(answer)] if keeping else []

        commit(standing, message, "MESSAGE_UPDATE", told, becomes, kept)
        return answer

    return settle(attempt)


def _edited(message: Entry, body: Body) -> dict[str, Any]:
    kept = {k: v for k, v in message.d.items() if k not in ("content", "ciphertext")}
    return kept | body.stored() | {"edited_at": now()}


def _with(message: Entry, d: dict[str, Any]) -> Entry:
    return Entry(message.sq, MESSAGE_CREATE, message.id, message.at, message.by, d=d)
