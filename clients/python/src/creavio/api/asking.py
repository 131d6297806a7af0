"""What every group of routes is made of: requests by path segments, and lists."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from creavio.decode import encode
from creavio.paging import Page, items, read_page, walk
from creavio.session import Session
from creavio.transport import Request, segment


class Keep(Enum):
    """The type of `KEEP`."""

    KEEP = "KEEP"


KEEP = Keep.KEEP
"""Leaves a field as it is: in a change (JSON Merge Patch) None removes."""


class Group:
    """Routes of one kind of thing, asked as one person."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def _ask(
        self,
        method: str,
        *segments: str,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        reason: str | None = None,
        if_match: str | None = None,
    ) -> Any:
        request = Request(
            method, path_of(*segments), body, params or {}, reason=reason, if_match=if_match
        )
        return await self._session.send(request)

    def _list[T](
        self, read: Callable[[object], T], *segments: str, **params: str | int | None
    ) -> Listing[T]:
        return Listing(self._session, read, path_of(*segments), params)


class Listing[T]:
    """A list on the server: go through all of it with `async for`, or take a `page`.

    Nothing is asked before; whatever refuses the list is raised then.
    """

    def __init__(
        self,
        session: Session,
        read: Callable[[object], T],
        path: str,
        params: Mapping[str, str | int | None],
    ) -> None:
        self._session = session
        self._read = read
        self._path = path
        self._params = params

    async def page(self, cursor: str | None = None, *, limit: int = 100) -> Page[T]:
        """One page of at most `limit` (1 to 100); without `cursor` the first."""
        params = {**self._params, "limit": limit, "cursor": cursor}
        answer = await self._session.send(Request("GET", self._path, params=params))
        return read_page(self._read, answer)

    async def all(self) -> list[T]:
        """Everything, page after page."""
        return [one async for one in self]

    def __aiter__(self) -> AsyncIterator[T]:
        return items(walk(self.page))


def given(**fields: Any) -> dict[str, Any]:
    """The fields that were given: the API refuses unknown ones and treats null as a value."""
    return {name: _wire(value) for name, value in fields.items() if value is not None}


def changes(**fields: Any) -> dict[str, Any]:
    """The fields that change: all but those that `KEEP` what they are."""
    return {name: _wire(value) for name, value in fields.items() if value is not KEEP}


def moment(at: datetime) -> str:
    """A time as the API takes it: RFC 3339 in UTC. One without a time zone is local time."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def path_of(*segments: str) -> str:
    """The path below `/v1` of these segments."""
    return "/" + "/".join(segment(part) for part in segments)


def _wire(value: Any) -> Any:
    return moment(value) if isinstance(value, datetime) else encode(value)
