"""Templates: the structure of a community without anybody in it.

Its parts name each other by their place in these lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from creavio.models.base import EPOCH, Model


@dataclass(frozen=True, slots=True)
class TemplateRole(Model):
    """A role; the everyone role is the first, the others follow from the lowest."""

    name: str
    permissions: str = "0"
    color: str | None = None
    hoist: bool = False
    mentionable: bool = False


@dataclass(frozen=True, slots=True)
class TemplateCircle(Model):
    """A circle; `tier_role_index` is the place of the role that is its tier."""

    name: str
    description: str = ""
    visibility: str = "visible"
    join: str = "open"
    tier_role_index: int | None = None
    max_members: int | None = None


@dataclass(frozen=True, slots=True)
class TemplateOverride(Model):
    """What a channel grants and takes for the role at a place."""

    role_index: int
    allow: str = "0"
    deny: str = "0"


@dataclass(frozen=True, slots=True)
class TemplateChannel(Model):
    """A channel; `overrides` None: it follows its category, or overrides nothing."""

    name: str
    type: str = "text"
    topic: str | None = None
    category_index: int | None = None
    circle_index: int | None = None
    slow_mode_s: int = 0
    age_restricted: bool = False
    overrides: tuple[TemplateOverride, ...] | None = None


@dataclass(frozen=True, slots=True)
class Structure(Model):
    """What a community is made of."""

    roles: tuple[TemplateRole, ...] = ()
    circles: tuple[TemplateCircle, ...] = ()
    channels: tuple[TemplateChannel, ...] = ()


@dataclass(frozen=True, slots=True)
class Template(Model):
    """A template. Whoever has but its `code` is shown neither `id` nor where it comes from.

    `structure` is there where the answer carries it (not in lists).
    """

    code: str
    name: str
    description: str = ""
    id: str | None = None
    community_id: str | None = None
    creator_id: str | None = None
    include_hidden: bool = False
    uses: int = 0
    structure: Structure | None = None
    created_at: datetime = EPOCH
    refreshed_at: datetime = EPOCH
    etag: str | None = None
