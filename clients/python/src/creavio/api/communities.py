"""`/v1/communities`: communities, their channels, members and bans."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from creavio.audit import FIELDS, Checkpoint, Finding, verify
from creavio.errors import UnexpectedAnswerError
from creavio.models import Channel, Community, Member
from creavio.paging import Page, items, read_page, walk
from creavio.session import Session
from creavio.transport import Request, segment


class Communities:
    """Communities and the people in them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def create(
        self, name: str, *, description: str | None = None, visibility: str | None = None
    ) -> Community:
        """Found one; it comes with a channel `general`. `visibility` is `public` or `private`."""
        body = given(name=name, description=description, visibility=visibility)
        return Community.read(await self._session.send(Request("POST", "/communities", body)))

    async def get(self, community_id: str) -> Community:
        """One community. Raises `ProblemError` 404, also for one that is not visible."""
        return Community.read(await self._session.send(Request("GET", _path(community_id))))

    async def mine_page(self, cursor: str | None = None, *, limit: int = 100) -> Page[Community]:
        """One page of the communities one belongs to."""
        params = {"limit": limit, "cursor": cursor}
        answer = await self._session.send(Request("GET", "/users/me/communities", params=params))
        return read_page(Community.read, answer)

    async def mine(self) -> list[Community]:
        """All communities one belongs to."""
        return [community async for community in items(walk(self.mine_page))]

    async def join(self, community_id: str) -> None:
        """Join a public community."""
        await self._session.send(Request("PUT", _path(community_id, "members", "me")))

    async def leave(self, community_id: str) -> None:
        """Leave. The owner cannot."""
        await self._session.send(Request("DELETE", _path(community_id, "members", "me")))

    async def channels(self, community_id: str) -> list[Channel]:
        """All channels one may see."""

        async def load(cursor: str | None) -> Page[Channel]:
            path = _path(community_id, "channels")
            params = {"limit": 100, "cursor": cursor}
            answer = await self._session.send(Request("GET", path, params=params))
            return read_page(Channel.read, answer)

        return [channel async for channel in items(walk(load))]

    async def create_channel(
        self,
        community_id: str,
        name: str,
        *,
        type: str = "text",
        topic: str | None = None,
        parent_id: str | None = None,
    ) -> Channel:
        """Add a channel; `type` is `text`, `voice`, `stage`, `forum`, …"""
        body = given(name=name, type=type, topic=topic, parent_id=parent_id)
        request = Request("POST", _path(community_id, "channels"), body)
        return Channel.read(await self._session.send(request))

    async def members_page(
        self, community_id: str, cursor: str | None = None, *, limit: int = 100
    ) -> Page[Member]:
        """One page of members."""
        params = {"limit": limit, "cursor": cursor}
        request = Request("GET", _path(community_id, "members"), params=params)
        return read_page(Member.read, await self._session.send(request))

    def members(self, community_id: str, *, limit: int = 100) -> AsyncIterator[Member]:
        """All members, page after page."""
        return items(walk(lambda cursor: self.members_page(community_id, cursor, limit=limit)))

    async def member(self, community_id: str, user_id: str) -> Member:
        """One membership. Raises `ProblemError` 404."""
        request = Request("GET", _path(community_id, "members", user_id))
        return Member.read(await self._session.send(request))

    async def kick(self, community_id: str, user_id: str, *, reason: str | None = None) -> None:
        """Remove somebody, who may come back with a new invite. `reason` goes to the audit log."""
        path = _path(community_id, "members", user_id)
        await self._session.send(Request("DELETE", path, reason=reason))

    async def ban(self, community_id: str, user_id: str, *, reason: str | None = None) -> None:
        """Remove somebody for good."""
        path = _path(community_id, "bans", user_id)
        await self._session.send(Request("PUT", path, given(reason=reason), reason=reason))

    async def unban(self, community_id: str, user_id: str, *, reason: str | None = None) -> None:
        """Let somebody come back."""
        await self._session.send(
            Request("DELETE", _path(community_id, "bans", user_id), reason=reason)
        )

    async def audit_page(
        self, community_id: str, cursor: str | None = None, *, limit: int = 100, **filters: str
    ) -> Page[dict[str, Any]]:
        """One page of the audit log, newest first; entries as `creavio.audit` checks them.

        filters: `actor_id`, `action`, `target_id`, and the times `after` and `before`.
        """
        params = {"limit": limit, "cursor": cursor, **filters}
        request = Request("GET", _path(community_id, "audit-log"), params=params)
        return read_page(_entry, await self._session.send(request))

    def audit_log(self, community_id: str, **filters: str) -> AsyncIterator[dict[str, Any]]:
        """The whole audit log, newest first."""
        return items(
            walk(lambda cursor: self.audit_page(community_id, cursor, limit=100, **filters))
        )

    async def audit_head(self, community_id: str) -> Checkpoint:
        """The newest entry of the audit log, as the server tells it."""
        path = _path(community_id, "audit-log", "proof")
        answer = await self._session.send(Request("GET", path, params={"limit": 1}))
        try:
            return Checkpoint(int(answer["length"]), str(answer["head"]))
        except (TypeError, KeyError, ValueError) as error:
            raise UnexpectedAnswerError(f"expected a proof, got {answer!r:.80}") from error

    async def verify_audit_log(
        self, community_id: str, known: Checkpoint | None = None
    ) -> tuple[Checkpoint, list[Finding]]:
        """Read the whole audit log and check it here; its head, and what is wrong with it.

        known: a head of an earlier time. What was written while this ran is not looked at.
        """
        head = await self.audit_head(community_id)
        entries = [entry async for entry in self.audit_log(community_id)]
        newer = (await self.audit_head(community_id)).n
        return head, verify([e for e in entries if not head.n < e["n"] <= newer], head, known)


def _entry(data: object) -> dict[str, Any]:
    if not isinstance(data, dict) or not {*FIELDS, "hash"} <= data.keys():
        raise UnexpectedAnswerError(f"expected an entry of the audit log, got {data!r:.80}")
    return data


def given(**fields: Any) -> dict[str, Any]:
    """The fields that were given: the API refuses unknown ones and treats null as a value."""
    return {name: value for name, value in fields.items() if value is not None}


def _path(community_id: str, *parts: str) -> str:
    return "/communities/" + "/".join(segment(part) for part in (community_id, *parts))
