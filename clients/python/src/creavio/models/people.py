"""People and their sessions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from creavio.models.base import EPOCH, Model


@dataclass(frozen=True, slots=True)
class User(Model):
    """A person. `email`, `email_verified` and `locale` are filled for oneself only."""

    id: str
    handle: str
    display_name: str | None = None
    avatar_url: str | None = None
    bio: str | None = None
    created_at: datetime = EPOCH
    email: str | None = None
    email_verified: bool | None = None
    locale: str | None = None

    @property
    def name(self) -> str:
        """The display name, or the handle where there is none."""
        return self.display_name or self.handle


@dataclass(frozen=True, slots=True)
class Relationship(Model):
    """What somebody else is to oneself: `friend`, `outgoing`, `incoming` or `blocked`."""

    user_id: str
    type: str
    since: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Tokens(Model):
    """A session's tokens. `expires_at` is local wall time in seconds, set by the SDK."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    token_type: str = "Bearer"
    expires_at: float = 0.0
    user: User | None = None

    def obtained(self, now: float, user: User | None = None) -> Tokens:
        """The same tokens with their local expiry; keeps `user` when the answer had none."""
        return replace(self, expires_at=now + self.expires_in, user=self.user or user)


@dataclass(frozen=True, slots=True)
class SessionInfo(Model):
    """One logged-in device (`GET /auth/sessions`)."""

    id: str
    device_name: str | None = None
    place: str | None = None
    created_at: datetime = EPOCH
    last_used_at: datetime | None = None
    current: bool = False
