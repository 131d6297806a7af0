"""What users tells the others."""

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    """Somebody edited their profile: all of it, as it is now."""

    order: ClassVar[str] = "Of one user the higher `revision` is newer; an older one is dropped."

    user_id: str
    """Whose profile it is."""
    revision: int
    """Grows by one with every edit; 1 is the first."""
    display_name: str
    """The name shown to others."""
    bio: str
    """What they say of themselves; empty when nothing."""
    avatar_url: str | None
    """Where their picture is; null when they have none."""
    locale: str
    """The language they prefer, as a BCP 47 tag."""


@dataclass(frozen=True, kw_only=True)
class RelationshipChanged(Event):
    """What one user is to another has changed; the other's side is told apart, if it changed.

    Nothing of it is for the other: a block least of all.
    """

    order: ClassVar[str] = (
        "Of one user and one other the higher `revision` is newer; an older one is dropped."
    )

    user_id: str
    """Whose side this is."""
    other_id: str
    """Of whom."""
    relation: str
    """`friend`, `outgoing` (asked to be friends), `incoming` (was asked), `blocked`, `none`."""
    since: str
    """Since when."""
    revision: int
    """Grows with every change."""
