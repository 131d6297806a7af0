"""Sending: a message takes one position in the channel's stream."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from commons.access import Standing
from commons.clock import now_ms
from commons.errors import IdempotencyMismatch, Problem
from commons.ids import MESSAGE, position_of, positioned_id
from commons.streams.append import append
from commons.streams.history import find_entries, find_entry
from commons.streams.log import MESSAGE as MESSAGE_CREATE
from commons.streams.log import DynamoLog, Entry, Once, Refused, find_done
from commons.transactions import Conflict, settle
from commons.wire import Item, encode

from . import deadlines, forwarding, pacing, taking_part, telling, waking
from .changing import drafted, stream_of
from .dm_rules import check_text
from .forwarding import Forward
from .rules import Mentioned, check_may_send, check_replies

if TYPE_CHECKING:
    pass

#: Fields that came when messages could be sent already: a nonce from before stands for the same.
LATER = ("poll", "expires_in", "forward")


class Sendable(Protocol):
    """What is sent: what a client sends now, or what was kept to be sent now."""

    @property
    def nonce(self) -> str | None:
        """Its idempotency key."""

    @property
    def reply_to(self) -> Sequence[str]:
        """The messages it answers."""

    @property
    def mentions(self) -> Mentioned | None:
        """Whom it mentions."""

    @property
    def forward(self) -> Forward | None:
        """What it passes on."""

    def stored(self) -> dict[str, Any]:
        """The attributes of the log row."""

    def timed(self, at_ms: int) -> dict[str, Any]:
        """Those that depend on when it is sent."""

    def said(self) -> dict[str, Any]:
        """All that is asked beside where."""


def send(standing: Standing, body: Sendable) -> tuple[Entry, bool]:
    """Store a message; with a nonce at most once. The row, and whether it was there already.

    What was stored is answered again whatever has changed since, so a lost answer is never mistaken
    for a refusal. Raises SlowMode, and IdempotencyMismatch when the nonce was used for another.
    """
    stream, body_hash = stream_of(standing), _hash(body)
    once = Once(standing.user_id, body.nonce, body_hash) if body.nonce else None

    def attempt() -> tuple[Entry, bool]:
        try:
            said = _checked(standing, body)
            if waking.sleeps(standing) and not (once and find_done(stream, once)):
                waking.wake(standing)
        except Problem:
            if once and (done := find_done(stream, once)):
                return _repeated(stream, body_hash, done["n"], done["h"])
            raise
        draft, also = partial(_drafted, standing, said), partial(_beside, standing, body.mentions)
        try:
            sent = append(DynamoLog(), stream, draft, once=once, also=also)
        except Refused:  # another message of theirs came first
            raise Conflict from None
        if sent.entry is not None:
            taking_part.remember(standing)
            return sent.entry, False
        return _repeated(stream, body_hash, sent.sq, sent.body_hash)

    return settle(attempt)


def _checked(standing: Standing, body: Sendable) -> dict[str, Any]:
    """What is stored of it. Raises what forbids it; only what is answered is looked up."""
    check_may_send(standing, body)
    check_text(standing, body)
    seqs = {i: position_of(MESSAGE, i) for i in body.reply_to}
    found = find_entries(stream_of(standing), filter(None, seqs.values())) if seqs else {}
    check_replies(body.reply_to, {e.d["id"] for e in found.values() if e.is_message})
    pacing.check(standing)
    said = body.stored() | body.timed(now_ms())
    if body.forward is not None:
        said["forwarded"] = forwarding.snapshot(standing.user_id, body.forward)
    return said


def _drafted(standing: Standing, said: dict[str, Any], sq: int) -> Entry:
    at = now_ms()
    message_id = positioned_id(MESSAGE, at, sq)
    return drafted(standing, sq, at, MESSAGE_CREATE, {"id": message_id} | said, message_id)


def _beside(standing: Standing, mentions: Mentioned | None, sent: Entry) -> list[Item]:
    """What is written in the transaction of a message."""
    told = telling.mentioned(standing, sent, mentions)
    due = deadlines.writes(str(standing.channel_id), sent.sq, sent.d)
    joining = taking_part.writes(standing, mentions.users if mentions else [])
    return [*pacing.writes(standing), *joining, *told, *due]


def _repeated(stream: str, body_hash: str, sq: int, used_for: str) -> tuple[Entry, bool]:
    if used_for != body_hash:
        raise IdempotencyMismatch
    return find_entry(stream, sq) or Entry(sq), True


def _hash(body: Sendable) -> str:
    """Of what was asked. What later versions can say more is left out where it is not said."""
    said = body.said().items()
    told = encode({k: v for k, v in said if v is not None or k not in LATER})
    return hashlib.sha256(told.encode()).hexdigest()[:32]
