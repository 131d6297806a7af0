"""Raids are undone, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Event


@dataclass(frozen=True, kw_only=True)
class RaidStepDue(Event):
    """The next step of undoing a raid is to be done; communities tells itself."""

    order: ClassVar[str] = "A `step` below the raid's own was done already."

    community_id: str
    """Where."""
    raid_id: str
    """Which raid."""
    step: int
    """The step, from 0."""
