"""Lists with cursors: walked forwards and backwards, and cursors that are none."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from commons.http import Endpoint
from commons.testing import Person, Reply, call
from tests.refusals import check_invalid, check_refused

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Listing:
    """A list as somebody sees it."""

    endpoint: Endpoint
    path: str
    who: Person

    def page(self, **query: object) -> Reply:
        """One page."""
        return call(self.endpoint, self.path, as_=self.who, query=query)

    def cursor(self) -> str:
        """The cursor after the first row."""
        return str(self.page(limit=1).body["next_cursor"])


def walked(listing: Listing, limit: int) -> Rows:
    """All rows, read forwards; read backwards from the end they are the same."""
    pages = _walk(listing, limit, "next_cursor", {})
    assert all(len(page["data"]) == limit for page in pages[:-1])
    assert pages[0]["prev_cursor"] is None
    rows = [row for page in pages for row in page["data"]]
    if len(pages) > 1:
        back = _walk(listing, limit, "prev_cursor", {"cursor": pages[-1]["prev_cursor"]})
        before = [row for page in reversed(back) for row in page["data"]]
        assert before + pages[-1]["data"] == rows
        again = listing.page(limit=limit, cursor=back[0]["next_cursor"]).body
        assert again["data"] == pages[-1]["data"]
    return rows


def check_bad_cursors(listing: Listing, *foreign: str) -> None:
    """Limits out of range; cursors changed, invented, given to another or by another list."""
    for limit in ("0", "101", "-1", "x", "1.5", "", "1e1"):
        check_invalid(listing.page(limit=limit), "/query/limit")
    check_invalid(listing.page(cursor="x" * 513), "/query/cursor")
    mine = listing.cursor()
    for change in CHANGES:
        check_refused(listing.page(cursor=change(mine)), 400, "invalid_cursor")
    for cursor in foreign:
        check_refused(listing.page(cursor=cursor), 400, "invalid_cursor")


def _flipped(position: int) -> Callable[[str], str]:
    def flip(cursor: str) -> str:
        raw = bytearray(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        raw[position] ^= 1
        return urlsafe_b64encode(raw).rstrip(b"=").decode()

    return flip


CHANGES: tuple[Callable[[str], str], ...] = (
    lambda cursor: "x",
    lambda cursor: "!",
    lambda cursor: "ä",
    lambda cursor: "\0",
    lambda cursor: "e30",
    lambda cursor: cursor[:-4],
    lambda cursor: cursor + "AAAA",
    lambda cursor: cursor[4:],
    _flipped(0),
    _flipped(15),
    _flipped(16),
    _flipped(-1),
)


def _walk(listing: Listing, limit: int, towards: str, query: dict[str, object]) -> Rows:
    pages: Rows = []
    while True:
        reply = listing.page(limit=limit, **query)
        assert reply.status == 200, reply
        pages.append(reply.body)
        if reply.body[towards] is None:
            return pages
        query = {"cursor": reply.body[towards]}
