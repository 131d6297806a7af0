"""Channels: `/v1/communities/{id}/channels` and `/v1/channels/{id}` without what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from creavio.api.asking import KEEP, Group, Keep, Listing, changes, given
from creavio.models import Channel, Move, Overrides, ReadState
from creavio.paging import read_page


class Channels(Group):
    """Channels, their order and who may do what in them.

    What manages them raises `ProblemError` 403 `missing_permission`.
    """

    def list(self, community_id: str) -> Listing[Channel]:
        """The channels one may see, in their order."""
        return self._list(Channel.read, "communities", community_id, "channels")

    async def create(
        self,
        community_id: str,
        name: str,
        *,
        type: str = "text",
        topic: str | None = None,
        parent_id: str | None = None,
        circle_id: str | None = None,
        slow_mode_s: int | None = None,
        reason: str | None = None,
    ) -> Channel:
        """Add a channel; `type` is `text`, `voice`, `stage`, `forum`, `announcement`, `category`.

        Raises `ProblemError` 422 `limit_reached`, `not_a_category`, `circle_differs`.
        """
        body = given(
            name=name,
            type=type,
            topic=topic,
            parent_id=parent_id,
            circle_id=circle_id,
            slow_mode_s=slow_mode_s,
        )
        path = ("communities", community_id, "channels")
        return Channel.read(await self._ask("POST", *path, body=body, reason=reason))

    async def reorder(
        self, community_id: str, moves: Iterable[Mapping[str, Any]], *, reason: str | None = None
    ) -> tuple[Move, ...]:
        """Move channels at once: `{"id", "position"?, "parent_id"?}`; a parent of None is none.

        Answers where the moved ones stand now.
        """
        body = {"channels": [dict(move) for move in moves]}
        path = ("communities", community_id, "channels")
        answer = await self._ask("PATCH", *path, body=body, reason=reason)
        return read_page(Move.read, answer).data

    async def get(self, channel_id: str) -> Channel:
        """One channel. Raises `ProblemError` 404, also for one that is not visible."""
        return Channel.read(await self._ask("GET", "channels", channel_id))

    async def update(
        self,
        channel_id: str,
        *,
        name: str | Keep = KEEP,
        topic: str | Keep | None = KEEP,
        slow_mode_s: int | Keep = KEEP,
        position: int | Keep = KEEP,
        parent_id: str | Keep | None = KEEP,
        archived: bool | Keep = KEEP,
        age_restricted: bool | Keep = KEEP,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Channel:
        """Change what is given; in an archived channel nobody writes.

        Raises `ProblemError` 412 when `if_match` is outdated.
        """
        body = changes(
            name=name,
            topic=topic,
            slow_mode_s=slow_mode_s,
            position=position,
            parent_id=parent_id,
            archived=archived,
            age_restricted=age_restricted,
        )
        answer = await self._ask(
            "PATCH", "channels", channel_id, body=body, reason=reason, if_match=if_match
        )
        return Channel.read(answer)

    async def delete(self, channel_id: str, *, reason: str | None = None) -> None:
        """Delete a channel and what is in it; the channels of a category stay."""
        await self._ask("DELETE", "channels", channel_id, reason=reason)

    async def read_state(self, channel_id: str, seq: int) -> ReadState:
        """One has read up to `seq`; it never moves back, so a lower one only reads the state."""
        answer = await self._ask("PUT", "channels", channel_id, "read-state", body={"seq": seq})
        return ReadState.read(answer)

    async def read_states(self) -> tuple[ReadState, ...]:
        """Where one stands in every channel one sees, and in threads one takes part in."""
        return _states(await self._ask("GET", "read-states"))

    async def read_all(self, community_id: str | None = None) -> tuple[ReadState, ...]:
        """Take everything delivered as read, there or everywhere; how one stands then."""
        body = given(community_id=community_id)
        return _states(await self._ask("PUT", "read-states", body=body))

    async def overrides(self, channel_id: str) -> Overrides:
        """What the channel grants and takes for roles and members."""
        return Overrides.read(await self._ask("GET", "channels", channel_id, "overrides"))

    async def set_override(
        self,
        channel_id: str,
        target_id: str,
        type: str,
        *,
        allow: int | str = 0,
        deny: int | str = 0,
        reason: str | None = None,
    ) -> None:
        """Grant and take permissions (bits) here for a `type` `role` or `member`.

        Raises `ProblemError` 403 for permissions that one lacks, and for a role above one's own.
        """
        body = {"type": type, "allow": str(allow), "deny": str(deny)}
        path = ("channels", channel_id, "overrides", target_id)
        await self._ask("PUT", *path, body=body, reason=reason)

    async def remove_override(
        self, channel_id: str, target_id: str, *, reason: str | None = None
    ) -> None:
        """Say nothing special about a role or member here."""
        await self._ask("DELETE", "channels", channel_id, "overrides", target_id, reason=reason)

    async def follow_category(self, channel_id: str, *, reason: str | None = None) -> None:
        """Have the overrides of the category again."""
        await self._ask("DELETE", "channels", channel_id, "overrides", reason=reason)


def _states(answer: Any) -> tuple[ReadState, ...]:
    return tuple(ReadState.read(one) for one in answer["data"])
