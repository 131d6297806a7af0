"""What communities tells the others."""

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event

MEMBERSHIP_ENDS = "A `membership_id` that has ended stays ended, whichever of the two comes first."
BAN_ENDS = "A `ban_id` that was lifted stays lifted, whichever of the two comes first."


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
class ChannelUpdated(Event):
    """A channel was edited."""

    order: ClassVar[str] = "Of one channel the higher `revision` is newer; drop an older one."

    community_id: str
    """Where it is."""
    channel_id: str
    """Which channel."""
    revision: int
    """Counts the edits of this channel; the first is 2."""
    name: str
    """What it is called now."""
    topic: str | None
    """What is talked about there now; null when nobody says."""
    slow_mode_s: int
    """Seconds between two messages of one member, from now on."""


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
    name: str | None = None
    """What it is called."""
    topic: str | None = None
    """What is talked about there; null when nobody said."""
    parent_id: str | None = None
    """The category it lies in; null when in none."""
    position: int | None = None
    """Its place in the community's list."""
    slow_mode_s: int | None = None
    """Seconds between two messages of one member."""
    created_at: str | None = None
    """When."""


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """Somebody became a member."""

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
