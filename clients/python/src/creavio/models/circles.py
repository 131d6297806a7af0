"""Circles: members and channels apart from the rest of a community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from creavio.models.base import EPOCH, Model


@dataclass(frozen=True, slots=True)
class Circle(Model):
    """A circle; `visibility` is `visible` or `secret`, `join` is `open` or `managed`."""

    id: str
    name: str
    community_id: str = ""
    description: str = ""
    visibility: str = "visible"
    join: str = "open"
    tier_id: str | None = None
    max_members: int | None = None
    member_count: int = 0
    joined: bool = False
    created_at: datetime = EPOCH
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class CircleMember(Model):
    """Somebody in a circle."""

    user_id: str
    circle_id: str = ""
    joined_at: datetime = EPOCH
