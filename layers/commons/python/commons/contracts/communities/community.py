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
