"""`/v1/communities`: founding, finding, changing, handing over and ending communities."""

from __future__ import annotations

from creavio.api.asking import KEEP, Group, Keep, Listing, changes, given
from creavio.models import Community


class Communities(Group):
    """Communities; who is in them is `Client.members`, where they talk `Client.channels`."""

    async def create(
        self,
        name: str,
        *,
        description: str | None = None,
        visibility: str | None = None,
        template_code: str | None = None,
    ) -> Community:
        """Found one, `public` or `private`, with a channel `general` or all of a template.

        Raises `ProblemError` 422 `limit_reached` for whoever owns too many, `no_such_template`.
        """
        body = given(
            name=name,
            description=description,
            visibility=visibility,
            template_code=template_code,
        )
        return Community.read(await self._ask("POST", "communities", body=body))

    async def get(self, community_id: str) -> Community:
        """One community. Raises `ProblemError` 404, also for one that is not visible."""
        return Community.read(await self._ask("GET", "communities", community_id))

    async def update(
        self,
        community_id: str,
        *,
        name: str | Keep = KEEP,
        description: str | Keep = KEEP,
        visibility: str | Keep = KEEP,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Community:
        """Change what is given. Raises `ProblemError` 403, and 412 when `if_match` is outdated."""
        body = changes(name=name, description=description, visibility=visibility)
        answer = await self._ask(
            "PATCH", "communities", community_id, body=body, reason=reason, if_match=if_match
        )
        return Community.read(answer)

    def mine(self, *, deleted: bool = False) -> Listing[Community]:
        """The communities one belongs to, or one's own deleted ones that can be restored."""
        return self._list(Community.read, "users", "me", "communities", deleted=deleted or None)

    async def delete(self, community_id: str, *, reason: str | None = None) -> None:
        """Delete one's own community; `restore` undoes it for 30 days.

        Raises `ProblemError` 403 for everybody but the owner.
        """
        await self._ask("DELETE", "communities", community_id, reason=reason)

    async def restore(self, community_id: str) -> Community:
        """Undo a deletion. Raises `ProblemError` 404 when there is nothing to restore."""
        return Community.read(await self._ask("POST", "communities", community_id, "restore"))

    async def transfer(
        self, community_id: str, user_id: str, *, reason: str | None = None
    ) -> Community:
        """Hand one's own community to a member.

        Raises `ProblemError` 403 for everybody but the owner, 409 when they cannot own it.
        """
        body = {"user_id": user_id}
        answer = await self._ask(
            "POST", "communities", community_id, "transfer", body=body, reason=reason
        )
        return Community.read(answer)

    def directory(self, q: str | None = None) -> Listing[Community]:
        """The public communities, the larger ones first; with `q` those that have all its words."""
        return self._list(Community.read, "communities", q=q)
