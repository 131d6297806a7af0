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
    whole: bool = True
    """False for who was in circles only."""


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
    whole: bool = True
    """False for who was in circles only."""


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


@dataclass(frozen=True, kw_only=True)
class MemberUpdated(Event):
    """A member has another nick, other roles, or is timed out or no longer so."""

    order: ClassVar[str] = (
        "Of one `membership_id` the higher `revision` is newer; drop an older one. "
        "A role that was deleted is held by nobody, whatever is told here."
    )

    community_id: str
    """Where."""
    user_id: str
    """Who."""
    membership_id: str
    """The membership that changed."""
    actor_id: str
    """Who changed it; the same as `user_id` when they did, or when a role ended by its date."""
    revision: int
    """Counts the changes of this membership; the first is 2."""
    nick: str | None
    """What they are called there; null when as everywhere."""
    roles: list[str]
    """The roles they hold now, the everyone role not among them."""
    roles_end: dict[str, str]
    """Those of the roles that end by themselves, with when: from then on they are held no more,
    whether or not another event has told it yet. One does, soon after."""
    timeout_until: str | None
    """Until when they may only read; null when they are not timed out."""
