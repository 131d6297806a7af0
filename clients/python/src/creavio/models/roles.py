"""Roles, overrides, and why somebody may do something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from creavio.models.base import EPOCH, Model


@dataclass(frozen=True, slots=True)
class PermissionInfo(Model):
    """One permission: its name, its bit, and whether everybody holds it in a new community."""

    name: str
    bit: int
    value: str = "0"
    text: str = ""
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Role(Model):
    """A role. `permissions` are bits in decimal; the everyone role has its community's id."""

    id: str
    name: str
    community_id: str = ""
    permissions: str = "0"
    color: str | None = None
    hoist: bool = False
    mentionable: bool = False
    position: int = 0
    created_at: datetime = EPOCH
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Override(Model):
    """What a channel grants and takes for a `type` `role` or `member`. Allow wins over deny."""

    target_id: str
    type: str
    allow: str = "0"
    deny: str = "0"


@dataclass(frozen=True, slots=True)
class Overrides(Model):
    """The overrides in force in a channel; `inherited` when they are its category's."""

    data: tuple[Override, ...] = ()
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Step(Model):
    """One rule that speaks about a permission: the last one decides."""

    rule: str
    source_id: str
    effect: str
    source_name: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Explanation(Model):
    """Whether somebody may do something somewhere, and every rule that speaks about it."""

    allowed: bool
    permissions: str = "0"
    missing_permissions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelView(Model):
    """A channel as somebody with some roles would see it."""

    channel_id: str
    permissions: str = "0"


@dataclass(frozen=True, slots=True)
class RoleView(Model):
    """A community as a member with some roles would see it; only the channels they would see."""

    community_id: str
    permissions: str = "0"
    channels: tuple[ChannelView, ...] = ()
