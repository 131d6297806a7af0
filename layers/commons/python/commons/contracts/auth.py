"""What auth tells the others."""

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class UserRegistered(Event):
    """Somebody made an account."""

    order: ClassVar[str] = "Once for each user, before everything else about them."

    user_id: str
    """Who."""
    handle: str
    """The name they chose, lower case; unique, and theirs for ever."""
    display_name: str | None = None
    """The name shown to others, until ProfileChanged says another."""
    created_at: str | None = None
    """When."""


@dataclass(frozen=True, kw_only=True)
class SessionRevoked(Event):
    """A session ended before its time: log-out, removal by its owner, or a replayed token."""

    order: ClassVar[str] = "A session ends once and for all: every further one says the same."

    user_id: str
    """Whose session it was."""
    session_id: str
    """The session that ended."""


@dataclass(frozen=True, kw_only=True)
class AccountSuspended(Event):
    """An operator suspended an account: its sessions may not act until it is reinstated."""

    order: ClassVar[str] = "Of one user the higher `suspension` is newer; drop an older one."

    user_id: str
    """Whose account."""
    suspension: int
    """Counts suspensions and reinstatements of this account."""


@dataclass(frozen=True, kw_only=True)
class AccountReinstated(Event):
    """An operator reinstated an account that was suspended."""

    order: ClassVar[str] = "Of one user the higher `suspension` is newer; drop an older one."

    user_id: str
    """Whose account."""
    suspension: int
    """Counts suspensions and reinstatements of this account."""
