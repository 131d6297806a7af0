"""Invites: create one for a community, look at one, accept one."""

from __future__ import annotations

from creavio.models import Invite, Joined
from creavio.session import Session
from creavio.transport import Request, segment

DAY_S = 86_400


class Invites:
    """Invites to communities."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def create(
        self, community_id: str, *, max_uses: int = 0, expires_in: int = 7 * DAY_S
    ) -> Invite:
        """`max_uses` 0..100 (0: any number), `expires_in` 0..604800 seconds (0: never)."""
        path = f"/communities/{segment(community_id)}/invites"
        body = {"max_uses": max_uses, "expires_in": expires_in}
        return Invite.read(await self._session.send(Request("POST", path, body)))

    async def get(self, code: str) -> Invite:
        """What an invite leads to. Raises `ProblemError` 404 when used up or expired."""
        return Invite.read(await self._session.send(Request("GET", f"/invites/{segment(code)}")))

    async def accept(self, code: str) -> Joined:
        """Become a member. Raises `ProblemError` 404 when used up, expired or banned."""
        path = f"/invites/{segment(code)}/accept"
        return Joined.read(await self._session.send(Request("POST", path)))

    async def delete(self, code: str) -> None:
        """Withdraw an invite."""
        await self._session.send(Request("DELETE", f"/invites/{segment(code)}"))
