"""The directory of public communities, read in bounded pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from commons.cursors import Cursors, Page
from commons.lists import page_of

from .models.community import Community
from .models.directory import LISTED, PARTITION, Listed
from .rules.directory import matches, words_of
from .schemas.community import CommunitySummary

LOOKED_AT = 500
AT_ONCE = 100


def page(query: str, *, limit: int, cursor: str | None) -> Page[CommunitySummary]:
    """One page of those that match; when it has looked at many, a shorter one."""
    cursors, words = Cursors("directory", ""), words_of(query)
    backwards = cursor is not None and "b" in cursors.read(cursor)
    entries = _entries(cursors, cursor, backwards, AT_ONCE if words else limit + 1)
    found: list[Community] = []
    looked: list[str] = []
    for key, community in islice(entries, LOOKED_AT):
        looked.append(key)
        if matches(community, words):
            found.append(community)
        if len(found) == limit:
            break
    more = next(entries, None) is not None
    if backwards:
        found.reverse()
        looked.reverse()
    after = {"a": looked[-1]} if looked and (more or backwards) else None
    before = {"b": looked[0]} if looked and (more if backwards else cursor) else None
    return Page(
        data=[CommunitySummary.of(community) for community in found],
        next_cursor=cursors.mint(after),
        prev_cursor=cursors.mint(before),
    )


def _entries(
    cursors: Cursors, cursor: str | None, backwards: bool, size: int
) -> Iterator[tuple[str, Community]]:
    """The directory from a cursor on, in its direction, read as far as it is walked."""
    at = cursor
    while True:
        rows = page_of(Listed, PARTITION, LISTED, cursors, limit=size, cursor=at)
        keys = [(f"COM#{row.community_id}", "COM") for row in rows.rows]
        there = {community.community_id: community for community in Community.find_rows(keys)}
        for row in reversed(rows.rows) if backwards else rows.rows:
            if row.community_id in there:
                yield row.sk, there[row.community_id]
        at = rows.prev_cursor if backwards else rows.next_cursor
        if at is None:
            return
