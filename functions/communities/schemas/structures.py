"""The structure of a community without anybody in it: what a template shows, keeps and makes.

Parts name each other by their place in these lists, so a structure holds no id of anything. What
else a community is made of joins as one more list with a default: taken in ``rules.structures``,
made in ``building``.
"""

from __future__ import annotations

import zlib
from typing import Annotated, Self

from pydantic import BaseModel, Field

from commons.validation import shown

from .bits import Bits
from .channels import ChannelType
from .circles import Join, Visibility
from .roles import Color

Index = Annotated[int, shown(0, minimum=0)]


class RolePart(BaseModel):
    """A role: the everyone role comes first, then the others from the lowest to the highest."""

    name: Annotated[str, shown("Bakers")]
    permissions: Bits = "0"
    color: Color | None = None
    hoist: bool = False
    mentionable: bool = False


class CirclePart(BaseModel):
    """A circle with nobody in it, older ones first."""

    name: Annotated[str, shown("Night shift")]
    description: Annotated[str, shown("For whoever bakes at three.")] = ""
    visibility: Visibility = "visible"
    join: Join = "open"
    tier_role_index: Index | None = None
    """The role that is its tier."""
    max_members: Annotated[int, shown(12, minimum=1)] | None = None


class OverridePart(BaseModel):
    """What a channel grants and takes for one role."""

    role_index: Index
    allow: Bits = "0"
    deny: Bits = "0"


class ChannelPart(BaseModel):
    """A channel with nothing in it, in the order of the list."""

    name: Annotated[str, shown("general")]
    type: ChannelType = "text"
    topic: Annotated[str, shown("Flour, water, patience")] | None = None
    category_index: Index | None = None
    """The category it lies in."""
    circle_index: Index | None = None
    """The circle whose members alone see it."""
    slow_mode_s: Annotated[int, shown(0, minimum=0)] = 0
    age_restricted: bool = False
    overrides: list[OverridePart] | None = None
    """Null where it follows its category, or overrides nothing."""


class Structure(BaseModel):
    """Roles, circles and channels."""

    roles: list[RolePart]
    circles: list[CirclePart] = Field(default_factory=list)
    channels: list[ChannelPart] = Field(default_factory=list)

    def text(self) -> bytes:
        """What is written down of it: no defaults."""
        return self.model_dump_json(exclude_defaults=True).encode()

    def packed(self) -> bytes:
        """The same, as it is stored."""
        return zlib.compress(self.text())

    @classmethod
    def unpacked(cls, stored: bytes) -> Self:
        """What was stored."""
        return cls.model_validate_json(zlib.decompress(stored))
