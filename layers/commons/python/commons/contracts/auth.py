"""What auth tells the others."""

from dataclasses import dataclass

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class UserRegistered(Event):
    """Somebody made an account."""

    user_id: str
    handle: str


@dataclass(frozen=True, kw_only=True)
class SessionRevoked(Event):
    """A session ended before its time: log-out, removal by its owner, or a replayed token."""

    user_id: str
    session_id: str
