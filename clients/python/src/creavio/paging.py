"""Lists come in pages; this reads one, or walks through all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from creavio.errors import UnexpectedAnswerError


@dataclass(frozen=True, slots=True)
class Page[T]:
    """`{"data": [...], "next_cursor", "prev_cursor"}`; cursors are opaque."""

    data: tuple[T, ...]
    next_cursor: str | None = None
    prev_cursor: str | None = None


def read_page[T](read: Callable[[object], T], answer: Any) -> Page[T]:
    """Parse a list answer. Raises `UnexpectedAnswerError`."""
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
        raise UnexpectedAnswerError(f"expected a list answer, got {answer!r:.80}")
    return Page(
        tuple(read(item) for item in answer["data"]),
        answer.get("next_cursor"),
        answer.get("prev_cursor"),
    )


async def walk[T](
    load: Callable[[str | None], Awaitable[Page[T]]], cursor: str | None = None
) -> AsyncIterator[Page[T]]:
    """Every page from `cursor` on, following `next_cursor`."""
    while True:
        page = await load(cursor)
        yield page
        if page.next_cursor is None or page.next_cursor == cursor:
            return
        cursor = page.next_cursor


async def items[T](pages: AsyncIterator[Page[T]]) -> AsyncIterator[T]:
    """The entries of all pages, one after another."""
    async for page in pages:
        for item in page.data:
            yield item
