"""Who is in a community: `/v1/communities/{id}/members` and `/bans`, and undoing a raid."""

from __future__ import annotations

from datetime import datetime

from creavio.api.asking import KEEP, Group, Keep, Listing, changes, given
from creavio.models import Ban, Invitee, Member, Raid


class Members(Group):
    """Members and those kept out. Acts on others raise `ProblemError` 403: without the permission
    `missing_permission`, on somebody who stands as high as oneself `role_too_high`."""

    async def join(self, community_id: str) -> None:
        """Join a public community. Raises `ProblemError` 404 when private, or banned from it."""
        await self._ask("PUT", "communities", community_id, "members", "me")

    async def leave(self, community_id: str) -> None:
        """Leave. Raises `ProblemError` 409 `owner_cannot_leave`: hand the community over first."""
        await self._ask("DELETE", "communities", community_id, "members", "me")

    def list(self, community_id: str) -> Listing[Member]:
        """All members."""
        return self._list(Member.read, "communities", community_id, "members")

    async def get(self, community_id: str, user_id: str) -> Member:
        """One membership. Raises `ProblemError` 404."""
        return Member.read(await self._ask("GET", "communities", community_id, "members", user_id))

    async def kick(self, community_id: str, user_id: str, *, reason: str | None = None) -> None:
        """Remove somebody, who may come back with a new invite. `reason` goes to the audit log."""
        await self._ask("DELETE", "communities", community_id, "members", user_id, reason=reason)

    async def ban(self, community_id: str, user_id: str, *, reason: str | None = None) -> None:
        """Remove somebody for good, or keep out who has never been in."""
        body = given(reason=reason)
        path = ("communities", community_id, "bans", user_id)
        await self._ask("PUT", *path, body=body, reason=reason)

    async def unban(self, community_id: str, user_id: str, *, reason: str | None = None) -> None:
        """Let somebody come back."""
        await self._ask("DELETE", "communities", community_id, "bans", user_id, reason=reason)

    def bans(self, community_id: str) -> Listing[Ban]:
        """Who is kept out."""
        return self._list(Ban.read, "communities", community_id, "bans")

    async def confirm_age(self, community_id: str) -> None:
        """Say that one may see channels with an age flag."""
        await self._ask("PUT", "communities", community_id, "members", "me", "age-confirmation")

    async def withdraw_age(self, community_id: str) -> None:
        """Take that back."""
        await self._ask("DELETE", "communities", community_id, "members", "me", "age-confirmation")

    # roles

    async def update(
        self,
        community_id: str,
        user_id: str,
        *,
        nick: str | Keep | None = KEEP,
        timeout_until: datetime | Keep | None = KEEP,
        reason: str | None = None,
    ) -> Member:
        """Name somebody (`me`: oneself), or silence them for at most 28 days; None ends it.

        Raises `ProblemError` 409 `timeout_refused` for whoever cannot be timed out.
        """
        body = changes(nick=nick, timeout_until=timeout_until)
        path = ("communities", community_id, "members", user_id)
        return Member.read(await self._ask("PATCH", *path, body=body, reason=reason))

    async def grant(
        self,
        community_id: str,
        user_id: str,
        role_id: str,
        *,
        expires_at: datetime | None = None,
        reason: str | None = None,
    ) -> None:
        """Give somebody a role, or until `expires_at`. Granting it again changes when it ends."""
        path = ("communities", community_id, "members", user_id, "roles", role_id)
        body = given(expires_at=expires_at)
        await self._ask("PUT", *path, body=body, reason=reason)

    async def revoke(
        self, community_id: str, user_id: str, role_id: str, *, reason: str | None = None
    ) -> None:
        """Take a role from somebody."""
        path = ("communities", community_id, "members", user_id, "roles", role_id)
        await self._ask("DELETE", *path, reason=reason)

    # raids

    def invitees(self, community_id: str, user_id: str, *, depth: int = 1) -> Listing[Invitee]:
        """Whom somebody let in, also when they are gone, and whom those let in (`depth` 1 to 5)."""
        path = ("communities", community_id, "members", user_id, "invitees")
        return self._list(Invitee.read, *path, depth=depth)

    async def undo_raid(
        self,
        community_id: str,
        *,
        user_id: str | None = None,
        inviter_id: str | None = None,
        invite_id: str | None = None,
        action: str = "kick",
        since: datetime | None = None,
        revoke_invites: bool = True,
        preview: bool = False,
        reason: str | None = None,
    ) -> Raid:
        """Remove (`kick` or `ban`) everyone below one root: `raid` tells how far it is.

        The root is `user_id` with all below, all below `inviter_id`, or who came by `invite_id`.
        `preview` only counts. Raises `ProblemError` 422 unless exactly one root is named.
        """
        root = given(user_id=user_id, inviter_id=inviter_id, invite_id=invite_id)
        body = given(
            root=root,
            action=action,
            since=since,
            revoke_invites=revoke_invites,
            preview=preview,
            reason=reason,
        )
        path = ("communities", community_id, "raids")
        return Raid.read(await self._ask("POST", *path, body=body, reason=reason))

    async def raid(self, community_id: str, raid_id: str) -> Raid:
        """How far the undoing of a raid is. Raises `ProblemError` 404."""
        return Raid.read(await self._ask("GET", "communities", community_id, "raids", raid_id))
