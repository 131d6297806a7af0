"""`/v1/scheduled-messages`: have messages sent later, once or again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from creavio.api.asking import KEEP, Group, Keep, Listing, changes, given
from creavio.api.messages import message_body
from creavio.models import NewPoll, ScheduledMessage


class Scheduled(Group):
    """One's own messages that are sent later."""

    async def create(
        self,
        channel_id: str,
        send_at: datetime,
        content: str | None = None,
        *,
        ciphertext: str | None = None,
        reply_to: Sequence[str] = (),
        mentions: dict[str, Any] | None = None,
        poll: NewPoll | dict[str, Any] | None = None,
        expires_in: int | None = None,
        recurrence: str | None = None,
        time_zone: str | None = None,
    ) -> ScheduledMessage:
        """Have it sent then; with `recurrence` (RFC 5545) again, by the clock of `time_zone`.

        Raises `ProblemError` 403, 404, 422 `limit_reached`.
        """
        body = message_body(
            content,
            ciphertext=ciphertext,
            reply_to=reply_to,
            mentions=mentions,
            poll=poll,
            expires_in=expires_in,
        )
        when = given(send_at=send_at, recurrence=recurrence, time_zone=time_zone)
        asked = {"channel_id": channel_id, **body, **when}
        return ScheduledMessage.read(await self._ask("POST", "scheduled-messages", body=asked))

    def list(self) -> Listing[ScheduledMessage]:
        """All of them, those made first first; what was sent for the last time for a week."""
        return self._list(ScheduledMessage.read, "scheduled-messages")

    async def update(
        self,
        scheduled_id: str,
        *,
        content: str | Keep | None = KEEP,
        ciphertext: str | Keep | None = KEEP,
        mentions: dict[str, Any] | Keep | None = KEEP,
        send_at: datetime | Keep = KEEP,
        recurrence: str | Keep | None = KEEP,
        time_zone: str | Keep = KEEP,
    ) -> ScheduledMessage:
        """Change it; one that failed waits again. Raises `ProblemError` 409 `already_sent`."""
        body = changes(
            content=content,
            ciphertext=ciphertext,
            mentions=mentions,
            send_at=send_at,
            recurrence=recurrence,
            time_zone=time_zone,
        )
        path = "scheduled-messages", scheduled_id
        return ScheduledMessage.read(await self._ask("PATCH", *path, body=body))

    async def delete(self, scheduled_id: str) -> None:
        """Take it back. Raises `ProblemError` 409 `already_sent` while it is being sent."""
        await self._ask("DELETE", "scheduled-messages", scheduled_id)
