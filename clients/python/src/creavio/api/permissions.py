"""What permissions there are, and why somebody has one."""

from __future__ import annotations

from collections.abc import Sequence

from creavio.api.asking import Group, given
from creavio.models import Explanation, PermissionInfo, RoleView
from creavio.paging import read_page


class Permissions(Group):
    """Permissions."""

    async def table(self) -> tuple[PermissionInfo, ...]:
        """Every permission. Names and bits never change."""
        return read_page(PermissionInfo.read, await self._ask("GET", "permissions")).data

    async def explain(
        self,
        permission: str,
        *,
        community_id: str | None = None,
        channel_id: str | None = None,
        user_id: str | None = None,
        role_ids: Sequence[str] | None = None,
    ) -> Explanation:
        """Whether somebody may do something in a community or channel, and by which rules.

        About oneself, `user_id`, or whoever would hold `role_ids`. Raises `ProblemError` 404 for a
        place one cannot see, 403 for asking about others without managing roles.
        """
        body = given(
            permission=permission,
            community_id=community_id,
            channel_id=channel_id,
            user_id=user_id,
            role_ids=role_ids,
        )
        return Explanation.read(await self._ask("POST", "permissions", "explain", body=body))

    async def view_as(self, community_id: str, role_ids: Sequence[str]) -> RoleView:
        """What a member with these roles sees and may do. Raises `ProblemError` 403."""
        params = {"role_ids": ",".join(role_ids)}
        answer = await self._ask("GET", "communities", community_id, "view-as", params=params)
        return RoleView.read(answer)
