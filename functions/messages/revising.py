"""What a message has said. The event of an edit is a revision, and is kept as long as the message;
that of the first edit keeps what was said before, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commons.access import Standing
from commons.clock import rfc3339
from commons.cursors import Cursors, Page
from commons.lists import slice_of
from commons.resources import message as resource
from commons.streams.history import find_entries
from commons.streams.log import Entry

from .changing import load, stream_of
from .rules import check_yours_or_managed
from .schemas import MessageRevision

#: Stands for what a message said first, where the others are positions of edits.
FIRST = 0


def revisions(
    standing: Standing, message_id: str, *, limit: int, cursor: str | None
) -> Page[MessageRevision]:
    """One page, the newest first. Raises NotFound, MissingPermission, InvalidCursor."""
    message = load(standing, message_id)
    check_yours_or_managed(message, standing)
    edits = message.d.get("edits", [])
    cursors = Cursors(f"revisions:{message_id}", standing.user_id)
    places = [*sorted((-sq,) for sq in edits), (FIRST,)]
    page = slice_of(places, cursors, limit=limit, cursor=cursor)
    found = find_entries(stream_of(standing), {*(-sq for (sq,) in page.places), *edits[:1]})
    said = list(_said(message, (-sq for (sq,) in page.places), found))
    return Page(data=said, next_cursor=page.next_cursor, prev_cursor=page.prev_cursor)


def _said(
    message: Entry, sqs: Iterable[int], found: Mapping[int, Entry]
) -> Iterator[MessageRevision]:
    for sq in sqs:
        if sq != FIRST and sq in found:
            yield _revision(found[sq].d, found[sq].at)
        elif sq == FIRST and not message.d.get("edits"):
            yield _revision(message.d, message.at)
        elif sq == FIRST and (first := found.get(message.d["edits"][0])):
            yield _revision(first.d["was"], message.at)


def _revision(words: Mapping[str, Any], at: int) -> MessageRevision:
    shown = resource("", Entry(0, at=at, d={"id": "", **words}))
    return MessageRevision(
        content=shown["content"],
        ciphertext=shown["ciphertext"],
        mentions=shown["mentions"],
        created_at=rfc3339(at),
    )
