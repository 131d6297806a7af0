"""Roles begin, change, move and end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event

ROLE_ENDS = "A `role_id` that was deleted stays deleted, whichever of the two comes first."


@dataclass(frozen=True, kw_only=True)
class RoleCreated(Event):
    """A community has a new role; where it stands is in `RolesOrdered`."""

    order: ClassVar[str] = ROLE_ENDS

    community_id: str
    """Where it is."""
    role_id: str
    """The new role."""
    name: str
    """What it is called."""
    permissions: str
    """The permission bits it grants, as a decimal number."""
    color: str | None
    """`#rrggbb`; null when it has none."""
    hoist: bool
    """Whether its members are listed apart."""
    mentionable: bool
    """Whether everybody may mention it."""
    created_at: str
    """When."""


@dataclass(frozen=True, kw_only=True)
class RoleUpdated(Event):
    """A role was edited. The everyone role, which nobody creates, has its community's id."""

    order: ClassVar[str] = (
        f"Of one role the higher `revision` is newer; drop an older one. {ROLE_ENDS}"
    )

    community_id: str
    """Where it is."""
    role_id: str
    """Which role."""
    revision: int
    """Counts the edits of this role; the first is 2."""
    name: str
    """What it is called now."""
    permissions: str
    """The permission bits it grants from now on, as a decimal number."""
    color: str | None
    """`#rrggbb`; null when it has none."""
    hoist: bool
    """Whether its members are listed apart."""
    mentionable: bool
    """Whether everybody may mention it."""


@dataclass(frozen=True, kw_only=True)
class RolesOrdered(Event):
    """The roles of a community stand in another order: one came, went or moved."""

    order: ClassVar[str] = "Of one community the higher `version` is newer; drop an older one."

    community_id: str
    """Which community."""
    version: int
    """Of the community's access rules, after this change."""
    role_ids: list[str]
    """All roles from the lowest, the everyone role, to the highest."""


@dataclass(frozen=True, kw_only=True)
class RoleDeleted(Event):
    """A role is gone. Whoever held it holds it no more; nobody is told of each of them."""

    order: ClassVar[str] = ROLE_ENDS

    community_id: str
    """Where it was."""
    role_id: str
    """Which role."""
