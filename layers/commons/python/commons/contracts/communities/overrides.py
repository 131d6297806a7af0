"""What channels grant and take differs from what roles say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class OverridesChanged(Event):
    """A channel has other overrides, or follows its category again."""

    order: ClassVar[str] = "Of one channel the higher `revision` is newer; drop an older one."

    community_id: str
    """Where it is."""
    channel_id: str
    """Which channel."""
    revision: int
    """Counts the changes of this channel's overrides; the first is 2."""
    inherited: bool
    """Whether it has none of its own, so that those of its category are in force."""
    allow: dict[str, str]
    """By role or user: the permission bits granted there, as decimal numbers."""
    deny: dict[str, str]
    """By the same roles and users: the bits taken there."""
