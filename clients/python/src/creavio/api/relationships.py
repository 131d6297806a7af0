"""`/v1/users/me/relationships`: friends, requests and blocks."""

from __future__ import annotations

from creavio.api.asking import Group, Listing
from creavio.models import Relationship

MINE = ("users", "me", "relationships")


class Relationships(Group):
    """What others are to oneself."""

    def list(self, type: str | None = None) -> Listing[Relationship]:
        """All, or those of one type: `friend`, `outgoing`, `incoming` or `blocked`."""
        return self._list(Relationship.read, *MINE, type=type)

    async def set(self, user_id: str, type: str) -> Relationship:
        """`friend` asks, or accepts who has asked; `blocked` blocks.

        Raises `ProblemError` 404, 422 `limit_reached`.
        """
        return Relationship.read(await self._ask("PUT", *MINE, user_id, body={"type": type}))

    async def end(self, user_id: str) -> None:
        """Unfriend, withdraw or turn down a request, or unblock."""
        await self._ask("DELETE", *MINE, user_id)
