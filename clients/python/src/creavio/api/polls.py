"""`/v1/channels/{id}/messages/{id}/poll`: vote, see who did, close. One is sent with a message."""

from __future__ import annotations

from collections.abc import Iterable

from creavio.api.asking import Group, Listing
from creavio.models import Poll, Voter


class Polls(Group):
    """Polls in messages of any channel; the API calls them by their messages."""

    async def vote(self, channel_id: str, message_id: str, answers: Iterable[int]) -> Poll:
        """Choose these answers instead of any before; none takes the vote back.

        The poll as it is then. Raises `ProblemError` 403, 409 `poll_closed`, 422.
        """
        body = {"answers": sorted(set(answers))}
        return Poll.read(await self._ask("PUT", *_of(channel_id, message_id), "votes", body=body))

    def voters(
        self, channel_id: str, message_id: str, *, answer: int | None = None
    ) -> Listing[Voter]:
        """Who voted, or chose one answer. Raises `ProblemError` 403 when it is anonymous."""
        return self._list(Voter.read, *_of(channel_id, message_id), "votes", answer=answer)

    async def close(self, channel_id: str, message_id: str, *, reason: str | None = None) -> None:
        """Close one's own early, or somebody's as a moderator (`reason` is audited)."""
        await self._ask("POST", *_of(channel_id, message_id), "close", reason=reason)


def _of(channel_id: str, message_id: str) -> tuple[str, ...]:
    return "channels", channel_id, "messages", message_id, "poll"
