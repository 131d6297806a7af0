"""Threads: channels inside channels. What is said in one is said with `Client.messages`."""

from __future__ import annotations

from creavio.api.asking import KEEP, Group, Keep, Listing, changes, given
from creavio.models import Channel


class Threads(Group):
    """Threads of channels. Rights in a thread are those in its channel."""

    async def begin(
        self,
        channel_id: str,
        name: str,
        *,
        message_id: str | None = None,
        auto_archive_min: int | None = None,
    ) -> Channel:
        """Begin one, from a message if given; it sleeps after so many quiet minutes.

        `auto_archive_min`: 60, 1440, 4320 or 10080.

        Raises `ProblemError` 403, 409 `thread_exists` (with `thread_id`), `no_threads_here`,
        422 `limit_reached`.
        """
        body = given(name=name, message_id=message_id, auto_archive_min=auto_archive_min)
        return Channel.read(await self._ask("POST", "channels", channel_id, "threads", body=body))

    def list(self, channel_id: str, *, archived: bool = False) -> Listing[Channel]:
        """Those that are awake, or the archived ones, newest first."""
        said = "true" if archived else "false"
        return self._list(Channel.read, "channels", channel_id, "threads", archived=said)

    async def update(
        self,
        thread_id: str,
        *,
        name: str | Keep = KEEP,
        archived: bool | Keep = KEEP,
        locked: bool | Keep = KEEP,
        auto_archive_min: int | Keep = KEEP,
        if_match: str | None = None,
        reason: str | None = None,
    ) -> Channel:
        """Change what is given. Whoever manages threads locks: only they write in it then.

        Raises `ProblemError` 403, 412 when `if_match` is outdated, 422 `limit_reached`.
        """
        body = changes(
            name=name, archived=archived, locked=locked, auto_archive_min=auto_archive_min
        )
        answer = await self._ask(
            "PATCH", "threads", thread_id, body=body, reason=reason, if_match=if_match
        )
        return Channel.read(answer)

    async def delete(self, thread_id: str, *, reason: str | None = None) -> None:
        """Delete a thread and what was said in it. Raises `ProblemError` 403."""
        await self._ask("DELETE", "threads", thread_id, reason=reason)

    async def join(self, thread_id: str) -> None:
        """Take part: what is unread there counts. Writing there does it too."""
        await self._ask("PUT", "threads", thread_id, "members", "me")

    async def leave(self, thread_id: str) -> None:
        """Take part no more."""
        await self._ask("DELETE", "threads", thread_id, "members", "me")
