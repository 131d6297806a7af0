"""Circles begin, change and end; members come in and go.

Of secret circles too: the bus is ours alone. Whoever shows these to users shows a secret circle's
only to those who are in it and those who manage circles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event

SEAT_ENDS = "A `seat_id` that has ended stays ended, whichever of the two comes first."


@dataclass(frozen=True, kw_only=True)
class CircleCreated(Event):
    """A community has a new circle."""

    order: ClassVar[str] = "Once for each circle."

    community_id: str
    """Where it is."""
    circle_id: str
    """The new circle."""
    name: str
    """What it is called."""
    description: str
    """What it is about."""
    visibility: str
    """`visible` to whoever sees the community, or `secret`."""
    join: str
    """`open` to whoever sees it, or `managed`."""
    tier_id: str | None
    """The tier one must hold to come in; null when none is asked for."""
    max_members: int | None
    """How many it holds; null when any number."""
    created_at: str
    """When."""


@dataclass(frozen=True, kw_only=True)
class CircleUpdated(Event):
    """A circle was edited."""

    order: ClassVar[str] = "Of one circle the higher `revision` is newer; drop an older one."

    community_id: str
    """Where it is."""
    circle_id: str
    """Which circle."""
    revision: int
    """Counts the edits of this circle; the first is 2."""
    name: str
    """What it is called now."""
    description: str
    """What it is about now."""
    visibility: str
    """`visible` or `secret`, from now on."""
    join: str
    """`open` or `managed`, from now on."""
    tier_id: str | None
    """The tier one must hold to come in from now on; null when none is asked for."""
    max_members: int | None
    """How many it holds from now on; null when any number."""


@dataclass(frozen=True, kw_only=True)
class CircleDeleted(Event):
    """A circle is gone. Its members leave one by one, each with an event."""

    order: ClassVar[str] = "What was deleted stays deleted, whichever event comes first."

    community_id: str
    """Where it was."""
    circle_id: str
    """Which circle."""
    actor_id: str
    """Who deleted it."""
    visibility: str = "secret"
    """`visible` or `secret`, when it was deleted."""


@dataclass(frozen=True, kw_only=True)
class CircleMemberAdded(Event):
    """Somebody is in a circle now: they came by themselves, or ``actor_id`` brought them in."""

    order: ClassVar[str] = SEAT_ENDS

    community_id: str
    """Where the circle is."""
    circle_id: str
    """Which circle."""
    user_id: str
    """Who."""
    actor_id: str
    """Who brought them in; the same as `user_id` when they came by themselves."""
    seat_id: str
    """This stay in the circle. Whoever leaves and comes back has another."""
    joined_at: str
    """When."""


@dataclass(frozen=True, kw_only=True)
class CircleMemberRemoved(Event):
    """Somebody is no longer in a circle: they left it or the community, or were removed."""

    order: ClassVar[str] = SEAT_ENDS

    community_id: str
    """Where the circle is."""
    circle_id: str
    """Which circle."""
    user_id: str
    """Who is gone."""
    actor_id: str
    """Who removed them; the same as `user_id` when they left."""
    seat_id: str
    """The stay that ended."""
