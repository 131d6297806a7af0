"""Invites: create one for a community, look at one, accept one."""

from __future__ import annotations

from collections.abc import Sequence

from creavio.api.asking import Group, Listing, given
from creavio.models import Invite, Joined

DAY_S = 86_400


class Invites(Group):
    """Invites to communities."""

    async def create(
        self,
        community_id: str,
        *,
        max_uses: int = 0,
        expires_in: int = 7 * DAY_S,
        role_ids: Sequence[str] | None = None,
        circle_id: str | None = None,
        reason: str | None = None,
    ) -> Invite:
        """`max_uses` 0..100 (0: any number), `expires_in` 0..604800 seconds (0: never).

        Whoever comes gets the roles as far as its maker may still give them; or, with a
        `circle_id`, comes into that circle and no further, as long as its maker may bring people
        in. Raises `ProblemError` 403 for what one may not give.
        """
        body = given(
            max_uses=max_uses, expires_in=expires_in, role_ids=role_ids, circle_id=circle_id
        )
        path = ("communities", community_id, "invites")
        return Invite.read(await self._ask("POST", *path, body=body, reason=reason))

    def list(self, community_id: str) -> Listing[Invite]:
        """The community's invites; those into circles to who manages circles too.

        Raises `ProblemError` 403.
        """
        return self._list(Invite.read, "communities", community_id, "invites")

    async def get(self, code: str) -> Invite:
        """What an invite leads to. Raises `ProblemError` 404, 410 when used up or expired."""
        return Invite.read(await self._ask("GET", "invites", code))

    async def accept(self, code: str) -> Joined:
        """Become a member, or come into the circle that it leads to.

        Raises `ProblemError` 404 (also when banned), 410 as `get`, and as `circles.add` does.
        """
        return Joined.read(await self._ask("POST", "invites", code, "accept"))

    async def delete(self, code: str, *, reason: str | None = None) -> None:
        """Withdraw an invite: one's own, or any with the permission."""
        await self._ask("DELETE", "invites", code, reason=reason)

    async def delete_all(self, community_id: str, *, reason: str | None = None) -> None:
        """Withdraw every invite of a community. Raises `ProblemError` 403."""
        await self._ask("DELETE", "communities", community_id, "invites", reason=reason)
