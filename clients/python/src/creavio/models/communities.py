"""Communities, the people in them and how they come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from creavio.models.base import EPOCH, Model
from creavio.models.circles import Circle
from creavio.models.messages import Channel
from creavio.models.people import User


@dataclass(frozen=True, slots=True)
class Community(Model):
    """A community; `channels` are its first ones, where the answer carries them (not in lists).

    A deleted one can be restored until `purge_at`; its owner finds it by
    `communities.mine(deleted=True)`.
    """

    id: str
    name: str
    owner_id: str = ""
    description: str | None = None
    visibility: str = "private"
    member_count: int = 0
    created_at: datetime = EPOCH
    channels: tuple[Channel, ...] = ()
    channel_count: int = 0
    deleted_at: datetime | None = None
    purge_at: datetime | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Invite(Model):
    """An invite. `max_uses` 0 means any number; `expires_at` None means never.

    With a `circle_id` it leads into that circle only; `circle` says its name to whoever holds it.
    """

    code: str
    id: str | None = None
    uses: int = 0
    max_uses: int = 0
    expires_at: datetime | None = None
    inviter_id: str | None = None
    community_id: str | None = None
    community: Community | None = None
    role_ids: tuple[str, ...] = ()
    circle_id: str | None = None
    circle: Circle | None = None
    created_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Member(Model):
    """Somebody's membership of one community.

    `roles_end`: which of the roles end by themselves, and when. `pending`: they have not yet agreed
    to the rules.
    """

    user_id: str = ""
    community_id: str | None = None
    nick: str | None = None
    roles: tuple[str, ...] = ()
    roles_end: dict[str, datetime] = field(default_factory=dict)
    joined_at: datetime = EPOCH
    timeout_until: datetime | None = None
    pending: bool = False
    user: User | None = None

    @property
    def id(self) -> str:
        """The user's id, whether the answer embedded the user or only named it."""
        return self.user_id or (self.user.id if self.user else "")


@dataclass(frozen=True, slots=True)
class Joined(Model):
    """The answer to accepting an invite."""

    community_id: str
    circle_id: str | None = None
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Ban(Model):
    """A ban: who is kept out, by whom and why."""

    user_id: str
    reason: str | None = None
    actor_id: str = ""
    created_at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Invitee(Model):
    """Somebody who was let in by `inviter_id`, and where they are now."""

    user_id: str
    inviter_id: str = ""
    invite_id: str | None = None
    joined_at: datetime = EPOCH
    present: bool = False
    banned: bool = False


@dataclass(frozen=True, slots=True)
class Raid(Model):
    """The undoing of a raid: `found` came with it, `left_out` stand too high to be removed."""

    id: str
    state: str = "running"
    action: str = "kick"
    preview: bool = False
    found: int = 0
    removed: int = 0
    left_out: int = 0
    left_out_ids: tuple[str, ...] = ()
    created_at: datetime = EPOCH
    finished_at: datetime | None = None
