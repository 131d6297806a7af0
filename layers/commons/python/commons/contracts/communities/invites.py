"""Invites are made and revoked. Their codes are secrets, and in no event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event

INVITE_ENDS = "An `invite_id` that was deleted stays deleted, whichever of the two comes first."


@dataclass(frozen=True, kw_only=True)
class InviteCreated(Event):
    """Somebody made an invite."""

    order: ClassVar[str] = INVITE_ENDS

    community_id: str
    """Into which community."""
    invite_id: str
    """The new invite."""
    inviter_id: str
    """Who made it."""


@dataclass(frozen=True, kw_only=True)
class InviteDeleted(Event):
    """An invite was revoked. Those that end by their date or their uses end without an event."""

    order: ClassVar[str] = INVITE_ENDS

    community_id: str
    """Into which community it led."""
    invite_id: str
    """Which invite."""
    inviter_id: str
    """Who had made it."""
    actor_id: str
    """Who revoked it."""
