"""Overrides of channels, as clients send and receive them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel

from commons.cursors import Page
from commons.resolver import Override
from commons.validation import Input, TargetId

from .bits import Bits

Kind = Literal["role", "member"]


class NewOverride(Input):
    """PUT /channels/{channel_id}/overrides/{target_id}"""

    type: Kind
    allow: Bits = "0"
    deny: Bits = "0"


class OverrideOut(BaseModel):
    """What a channel grants and takes for one role or member. Allow wins over deny."""

    target_id: TargetId
    type: Kind
    allow: Bits
    deny: Bits

    @classmethod
    def of(cls, target_id: str, override: Override) -> Self:
        """One override."""
        return cls(
            target_id=target_id,
            type="member" if target_id.startswith("usr_") else "role",
            allow=str(override.allow),
            deny=str(override.deny),
        )


class OverridesOut(Page[OverrideOut]):
    """The overrides that are in force in a channel."""

    inherited: bool
    """Whether it has none of its own, so that those of its category are in force."""
