"""Entity tags (RFC 9110, section 8.8.3) of resources that several people edit.

A tag is the revision of what can be edited; what merely happens to a resource (a message in a
channel, a new member) does not change it. ``If-Match`` compares it, and the write repeats the
comparison as its condition.
"""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import Depends, Header
from pydantic import BaseModel, PrivateAttr

from commons.errors import Problem


class PreconditionFailed(Problem):
    """This has changed since the ETag in If-Match was given to you. Read it again."""

    status = 412


class Tagged(BaseModel):
    """An answer that carries the ETag of the resource it shows."""

    _revision: int = PrivateAttr(default=0)

    def at(self, revision: float) -> Self:
        """Of this revision."""
        self._revision = int(revision)
        return self

    @property
    def etag(self) -> str:
        """A strong validator."""
        return f'"{self._revision}"'


class Precondition:
    """What If-Match says; without the header, anything goes."""

    def __init__(self, if_match: str | None) -> None:
        self._tags = None if if_match is None else [t.strip() for t in if_match.split(",")]

    def check(self, revision: float) -> None:
        """Raise PreconditionFailed unless the resource is at a revision the caller has seen."""
        if self._tags is None or self._tags == ["*"] or f'"{int(revision)}"' in self._tags:
            return
        raise PreconditionFailed


async def _if_match(if_match: Annotated[str | None, Header()] = None) -> Precondition:
    return Precondition(if_match)


IfMatch = Annotated[Precondition, Depends(_if_match)]
"""The caller's precondition, as a handler's parameter."""
