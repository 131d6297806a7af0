"""Circles: `/v1/communities/{id}/circles` and `/v1/circles/{id}`."""

from __future__ import annotations

from creavio.api.asking import KEEP, Group, Keep, Listing, changes, given
from creavio.models import Circle, CircleMember


class Circles(Group):
    """Circles. A secret one is there (not `ProblemError` 404) only for who is in it or manages."""

    def list(self, community_id: str) -> Listing[Circle]:
        """The circles one may know of."""
        return self._list(Circle.read, "communities", community_id, "circles")

    async def create(
        self,
        community_id: str,
        name: str,
        *,
        description: str | None = None,
        visibility: str | None = None,
        join: str | None = None,
        tier_id: str | None = None,
        max_members: int | None = None,
        reason: str | None = None,
    ) -> Circle:
        """Add one, `visible` or `secret`, that one enters (`open`) or is let into (`managed`).

        Raises `ProblemError` 403, and 422 `limit_reached` or `no_such_tier`.
        """
        body = given(
            name=name,
            description=description,
            visibility=visibility,
            join=join,
            tier_id=tier_id,
            max_members=max_members,
        )
        path = ("communities", community_id, "circles")
        return Circle.read(await self._ask("POST", *path, body=body, reason=reason))

    async def get(self, circle_id: str) -> Circle:
        """One circle. Raises `ProblemError` 404."""
        return Circle.read(await self._ask("GET", "circles", circle_id))

    async def update(
        self,
        circle_id: str,
        *,
        name: str | Keep = KEEP,
        description: str | Keep = KEEP,
        visibility: str | Keep = KEEP,
        join: str | Keep = KEEP,
        tier_id: str | Keep | None = KEEP,
        max_members: int | Keep | None = KEEP,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Circle:
        """Change what is given; None removes tier or limit.

        Raises `ProblemError` 403, and 412 when `if_match` is outdated.
        """
        body = changes(
            name=name,
            description=description,
            visibility=visibility,
            join=join,
            tier_id=tier_id,
            max_members=max_members,
        )
        answer = await self._ask(
            "PATCH", "circles", circle_id, body=body, reason=reason, if_match=if_match
        )
        return Circle.read(answer)

    async def delete(self, circle_id: str, *, reason: str | None = None) -> None:
        """Delete one. Raises `ProblemError` 409 `circle_has_channels`."""
        await self._ask("DELETE", "circles", circle_id, reason=reason)

    def members(self, circle_id: str) -> Listing[CircleMember]:
        """Who is in it. Raises `ProblemError` 403 for whoever may not know."""
        return self._list(CircleMember.read, "circles", circle_id, "members")

    async def add(self, circle_id: str, user_id: str = "me", *, reason: str | None = None) -> None:
        """Enter an open circle, or let somebody in.

        Raises `ProblemError` 403, and 409 `circle_full`.
        """
        await self._ask("PUT", "circles", circle_id, "members", user_id, reason=reason)

    async def remove(
        self, circle_id: str, user_id: str = "me", *, reason: str | None = None
    ) -> None:
        """Leave a circle, or put somebody out of it. Raises `ProblemError` 403."""
        await self._ask("DELETE", "circles", circle_id, "members", user_id, reason=reason)
