"""Channels begin, change and end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class ChannelCreated(Event):
    """A community has a new channel."""

    order: ClassVar[str] = "Once for each channel."

    community_id: str
    """Where it is."""
    channel_id: str
    """The new channel."""
    type: str
    """`text`, `voice`, `stage`, `forum`, `announcement` or `category`."""
    name: str | None = None
    """What it is called."""
    topic: str | None = None
    """What is talked about there; null when nobody said."""
    parent_id: str | None = None
    """The category it lies in; null when in none."""
    position: int | None = None
    """Its place: the list goes by it, and the older first of two with the same."""
    slow_mode_s: int | None = None
    """Seconds between two messages of one member."""
    created_at: str | None = None
    """When."""
    circle_id: str | None = None
    """The circle whose members alone see it; null when it belongs to none."""
    age_restricted: bool = False
    """Only who has confirmed their age reads there."""


@dataclass(frozen=True, kw_only=True)
class ChannelUpdated(Event):
    """A channel was edited."""

    order: ClassVar[str] = "Of one channel the higher `revision` is newer; drop an older one."

    community_id: str
    """Where it is."""
    channel_id: str
    """Which channel."""
    revision: int
    """Counts the edits of this channel; the first is 2."""
    name: str
    """What it is called now."""
    topic: str | None
    """What is talked about there now; null when nobody says."""
    slow_mode_s: int
    """Seconds between two messages of one member, from now on."""
    position: int | None = None
    """Its place now; null when nobody said."""
    parent_id: str | None = None
    """The category it lies in now; null when in none."""
    archived: bool = False
    """Nobody writes there from now on."""
    age_restricted: bool = False
    """Only who has confirmed their age reads there from now on."""


@dataclass(frozen=True, kw_only=True)
class ChannelDeleted(Event):
    """A channel is gone, with everything in it."""

    order: ClassVar[str] = "What was deleted stays deleted, whichever event comes first."

    community_id: str
    """Where it was."""
    channel_id: str
    """Which channel."""
    actor_id: str
    """Who deleted it."""
    circle_id: str | None = None
    """The circle whose members alone saw it; null when it belonged to none."""
    age_restricted: bool = False
    """Only who has confirmed their age read there."""
    allow: dict[str, str] | None = None
    """The permission bits granted there, by role or user, when it was deleted; null when its
    community is purged, and nobody is left to be told."""
    deny: dict[str, str] | None = None
    """By the same roles and users: the bits taken there."""
