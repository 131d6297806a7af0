"""What communities tells the others."""

from dataclasses import dataclass

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class CommunityCreated(Event):
    """Somebody founded a community."""

    community_id: str
    owner_id: str


@dataclass(frozen=True, kw_only=True)
class ChannelCreated(Event):
    """A community has a new channel."""

    community_id: str
    channel_id: str
    type: str


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """Somebody became a member."""

    community_id: str
    user_id: str
    inviter_id: str | None


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    """Somebody is no longer a member: they left, or were kicked by ``actor_id``."""

    community_id: str
    user_id: str
    actor_id: str


@dataclass(frozen=True, kw_only=True)
class MemberBanned(Event):
    """Somebody was banned by ``actor_id`` and, if a member, removed."""

    community_id: str
    user_id: str
    actor_id: str


@dataclass(frozen=True, kw_only=True)
class BanLifted(Event):
    """A ban ended. The user may join again, but is not a member."""

    community_id: str
    user_id: str
    actor_id: str
