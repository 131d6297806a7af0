"""What communities tells the others."""

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


@dataclass(frozen=True, kw_only=True)
class ChannelCreated(Event):
    """A community has a new channel."""

    order: ClassVar[str] = "Once for each channel."

    community_id: str
    """Where it is."""
    channel_id: str
    """The new channel."""
    type: str
    """`text`, `voice`, `stage`, `forum`, `announcement` or `category`."""


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """Somebody became a member."""

    order: ClassVar[str] = "None."

    community_id: str
    """Of which community."""
    user_id: str
    """Who."""
    inviter_id: str | None
    """Whose invite they used; null when they joined a public community by themselves."""


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    """Somebody is no longer a member: they left, or were kicked by ``actor_id``."""

    order: ClassVar[str] = "None."

    community_id: str
    """Of which community."""
    user_id: str
    """Who is gone."""
    actor_id: str
    """Who removed them; the same as `user_id` when they left."""


@dataclass(frozen=True, kw_only=True)
class MemberBanned(Event):
    """Somebody was banned by ``actor_id`` and, if a member, removed."""

    order: ClassVar[str] = "None."

    community_id: str
    """From which community."""
    user_id: str
    """Who is banned, member or not."""
    actor_id: str
    """Who banned them."""


@dataclass(frozen=True, kw_only=True)
class BanLifted(Event):
    """A ban ended. The user may join again, but is not a member."""

    order: ClassVar[str] = "None."

    community_id: str
    """Of which community."""
    user_id: str
    """Who may come back."""
    actor_id: str
    """Who lifted the ban."""
