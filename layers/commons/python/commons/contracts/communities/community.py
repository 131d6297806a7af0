"""Communities begin and change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class CommunityCreated(Event):
    """Somebody founded a community, and is its first member."""

    order: ClassVar[str] = "Once for each community."

    community_id: str
    """The new community."""
    owner_id: str
    """Who founded it."""
    membership_id: str | None = None
    """The founder's membership, which began with it."""
    name: str | None = None
    """What it is called."""
    description: str | None = None
    """What it is about."""
    visibility: str | None = None
    """`public` or `private`."""
    created_at: str | None = None
    """When."""


@dataclass(frozen=True, kw_only=True)
class CommunityUpdated(Event):
    """A community was edited."""

    order: ClassVar[str] = "Of one community the higher `revision` is newer; drop an older one."

    community_id: str
    """Which community."""
    revision: int
    """Counts the edits of this community; the first is 2."""
    name: str
    """What it is called now."""
    description: str
    """What it is about now."""
    visibility: str
    """`public` or `private`, from now on."""


@dataclass(frozen=True, kw_only=True)
class OwnershipTransferred(Event):
    """A community has another owner; the previous one is a member like others."""

    order: ClassVar[str] = (
        "Of one community the higher `revision` is newer; drop an older one. It counts with those "
        "of CommunityUpdated, which leaves the owner alone."
    )

    community_id: str
    """Which community."""
    revision: int
    """Counts edits and transfers of this community."""
    actor_id: str
    """Who handed it over, and owned it until then."""
    owner_id: str
    """Who owns it now."""


DELETIONS = (
    "Of one community the higher `revision` is newer: it is deleted when that event is this one. "
    "What was purged stays purged."
)


@dataclass(frozen=True, kw_only=True)
class CommunityDeleted(Event):
    """A community is gone for everybody, with all that is in it; its owner can restore it."""

    order: ClassVar[str] = DELETIONS

    community_id: str
    """Which community."""
    actor_id: str
    """Its owner, who deleted it."""
    revision: int
    """Counts edits, transfers, deletions and restorations of this community."""
    deleted_at: str
    """When."""
    purge_at: str
    """From when on it cannot be restored."""


@dataclass(frozen=True, kw_only=True)
class CommunityRestored(Event):
    """A deleted community is there again, and all that was in it."""

    order: ClassVar[str] = DELETIONS

    community_id: str
    """Which community."""
    actor_id: str
    """Its owner, who restored it."""
    revision: int
    """Counts edits, transfers, deletions and restorations of this community."""


@dataclass(frozen=True, kw_only=True)
class CommunityPurged(Event):
    """Nothing is left of a community that was deleted; of each channel a ChannelDeleted came."""

    order: ClassVar[str] = DELETIONS

    community_id: str
    """Which community."""
