"""Templates: `/v1/communities/{id}/templates` and `/v1/templates/{code}`."""

from __future__ import annotations

from creavio.api.asking import KEEP, Group, Keep, changes, given
from creavio.models import Template
from creavio.paging import read_page


class Templates(Group):
    """Templates; `Client.communities.create` takes the code of one."""

    async def create(
        self,
        community_id: str,
        name: str,
        *,
        description: str | None = None,
        include_hidden: bool | None = None,
        reason: str | None = None,
    ) -> Template:
        """Take one of what every member sees; hidden things too, as far as one sees them oneself.

        Whoever has the code reads the names of everything in its `structure`. Raises `ProblemError`
        403, and 422 `limit_reached`.
        """
        body = given(name=name, description=description, include_hidden=include_hidden)
        path = ("communities", community_id, "templates")
        return Template.read(await self._ask("POST", *path, body=body, reason=reason))

    async def list(self, community_id: str) -> tuple[Template, ...]:
        """The community's templates, with their codes. Raises `ProblemError` 403."""
        answer = await self._ask("GET", "communities", community_id, "templates")
        return read_page(Template.read, answer).data

    async def get(self, code: str) -> Template:
        """What one makes. Raises `ProblemError` 404."""
        return Template.read(await self._ask("GET", "templates", code))

    async def update(
        self,
        code: str,
        *,
        name: str | Keep = KEEP,
        description: str | Keep = KEEP,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Template:
        """Change what is given. Raises `ProblemError` 403, and 412 when `if_match` is outdated."""
        body = changes(name=name, description=description)
        answer = await self._ask(
            "PATCH", "templates", code, body=body, reason=reason, if_match=if_match
        )
        return Template.read(answer)

    async def refresh(self, code: str, *, reason: str | None = None) -> Template:
        """Take the structure anew, as far as one sees it. Raises `ProblemError` 403."""
        return Template.read(await self._ask("PUT", "templates", code, "structure", reason=reason))

    async def delete(self, code: str, *, reason: str | None = None) -> None:
        """Delete one; communities made from it stay. Raises `ProblemError` 403."""
        await self._ask("DELETE", "templates", code, reason=reason)
