"""Roles: `/v1/communities/{id}/roles` and `/v1/roles/{id}`; who has them is in `members`."""

from __future__ import annotations

from creavio.api.asking import KEEP, Group, Keep, changes, given
from creavio.models import Role
from creavio.paging import read_page


class Roles(Group):
    """Roles. Nobody changes one as high as their own, nor gives a permission they lack: both
    raise `ProblemError` 403."""

    async def list(self, community_id: str) -> tuple[Role, ...]:
        """All roles, highest first; the last is everyone's and has the community's id."""
        answer = await self._ask("GET", "communities", community_id, "roles")
        return read_page(Role.read, answer).data

    async def create(
        self,
        community_id: str,
        name: str,
        *,
        permissions: int | str = 0,
        color: str | None = None,
        hoist: bool | None = None,
        mentionable: bool | None = None,
        position: int | None = None,
        reason: str | None = None,
    ) -> Role:
        """Add a role; `permissions` are bits (`creavio.bits`), `position` 1 is the lowest.

        Raises `ProblemError` 422 `limit_reached`.
        """
        body = given(
            name=name,
            permissions=str(permissions),
            color=color,
            hoist=hoist,
            mentionable=mentionable,
            position=position,
        )
        path = ("communities", community_id, "roles")
        return Role.read(await self._ask("POST", *path, body=body, reason=reason))

    async def get(self, role_id: str) -> Role:
        """One role. Raises `ProblemError` 404."""
        return Role.read(await self._ask("GET", "roles", role_id))

    async def update(
        self,
        role_id: str,
        *,
        name: str | Keep = KEEP,
        permissions: str | Keep = KEEP,
        color: str | Keep | None = KEEP,
        hoist: bool | Keep = KEEP,
        mentionable: bool | Keep = KEEP,
        position: int | Keep = KEEP,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Role:
        """Change what is given; a color of None is none.

        Raises `ProblemError` 412 when `if_match` is outdated.
        """
        body = changes(
            name=name,
            permissions=permissions,
            color=color,
            hoist=hoist,
            mentionable=mentionable,
            position=position,
        )
        answer = await self._ask(
            "PATCH", "roles", role_id, body=body, reason=reason, if_match=if_match
        )
        return Role.read(answer)

    async def delete(self, role_id: str, *, reason: str | None = None) -> None:
        """Delete a role; whoever had it loses it."""
        await self._ask("DELETE", "roles", role_id, reason=reason)
