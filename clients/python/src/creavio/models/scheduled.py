"""Messages that are sent later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from creavio.models.base import EPOCH, Model


@dataclass(frozen=True, slots=True)
class ScheduledMessage(Model):
    """A message of one's own that is sent later. `state`: waiting, sending, sent or failed."""

    id: str
    channel_id: str
    content: str | None = None
    ciphertext: str | None = None
    mentions: dict[str, Any] = field(default_factory=dict)
    reply_to: tuple[str, ...] = ()
    poll: dict[str, Any] | None = None
    expires_in: int | None = None
    send_at: datetime = EPOCH
    recurrence: str | None = None
    time_zone: str = "UTC"
    state: str = "waiting"
    failure: str | None = None
    last_message_id: str | None = None
    created_at: datetime = EPOCH
