"""What messages tells the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageModerated(Event):
    """A moderator deleted somebody else's message. What it said is nowhere in here."""

    order: ClassVar[str] = "Once for each message: what is deleted stays deleted."

    community_id: str
    """Where it was."""
    channel_id: str
    """In which channel."""
    message_id: str
    """Which message."""
    author_id: str
    """Who had written it."""
    actor_id: str
    """Who deleted it."""
    reason: str | None = None
    """Why, if they said."""
