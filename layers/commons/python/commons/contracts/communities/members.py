"""Members come, go, and are kept out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event

MEMBERSHIP_ENDS = "A `membership_id` that has ended stays ended, whichever of the two comes first."
BAN_ENDS = "A `ban_id` that was lifted stays lifted, whichever of the two comes first."


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """Somebody became a member; or was one in circles only, and now is of all."""

    order: ClassVar[str] = MEMBERSHIP_ENDS

    community_id: str
    """Of which community."""
    user_id: str
    """Who."""
    inviter_id: str | None
    """Whose invite they used; null when they joined a public community by themselves."""
    membership_id: str | None = None
    """This membership. Whoever leaves and comes back has another."""
    joined_at: str | None = None
    """When."""
    roles: list[str] | None = None
    """The roles they begin with, as the invite gave them; the everyone role is not among them."""
    whole: bool = True
    """False for who is in circles only. It never turns back: of two for one membership the whole
    one is newer."""


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    """Somebody is no longer a member: they left, or were kicked by ``actor_id``."""

    order: ClassVar[str] = MEMBERSHIP_ENDS

    community_id: str
    """Of which community."""
    user_id: str
    """Who is gone."""
    actor_id: str
    """Who removed them; the same as `user_id` when they left."""
    membership_id: str | None = None
    """The membership that ended."""


@dataclass(frozen=True, kw_only=True)
class MemberBanned(Event):
    """Somebody was banned by ``actor_id`` and, if a member, removed."""

    order: ClassVar[str] = f"{MEMBERSHIP_ENDS} {BAN_ENDS}"

    community_id: str
    """From which community."""
    user_id: str
    """Who is banned, member or not."""
    actor_id: str
    """Who banned them."""
    membership_id: str | None = None
    """The membership that ended; null when they were no member."""
    ban_id: str | None = None
    """This ban. Whoever is banned again has another."""


@dataclass(frozen=True, kw_only=True)
class BanLifted(Event):
    """A ban ended. The user may join again, but is not a member."""

    order: ClassVar[str] = BAN_ENDS

    community_id: str
    """Of which community."""
    user_id: str
    """Who may come back."""
    actor_id: str
    """Who lifted the ban."""
    ban_id: str | None = None
    """The ban that ended."""
