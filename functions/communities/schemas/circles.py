"""Circles, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from commons.bounds import Bound
from commons.etags import Tagged
from commons.validation import (
    ABSENT,
    ULID,
    CircleId,
    CommunityId,
    Count,
    Input,
    Time,
    UserId,
    shown,
)

from .. import resources
from ..models.circles import Circle, Seat
from .words import Name, Text

MAX_SEATS = Bound(100_000, "members_per_circle", "Members that a circle's `max_members` can name.")

Visibility = Literal["visible", "secret"]
Join = Literal["open", "managed"]
Seats = Annotated[int, Field(ge=1, le=MAX_SEATS)]
#: Until payments exist a tier is a role of the community, by its id (``commons.entitlements``).
TierId = Annotated[str, StringConstraints(pattern=f"^[a-z]{{3}}_{ULID}$")]


class NewCircle(Input):
    """POST /communities/{community_id}/circles"""

    name: Name
    description: Text = ""
    visibility: Visibility = "visible"
    join: Join = "open"
    tier_id: TierId | None = None
    max_members: Seats | None = None


class CircleChanges(Input):
    """PATCH /circles/{circle_id} (RFC 7396): absent leaves, a null tier or number removes it.

    Fewer seats than members remove nobody: the next one comes in when there is room again.
    """

    name: Name = ABSENT
    description: Text = ABSENT
    visibility: Visibility = ABSENT
    join: Join = ABSENT
    tier_id: TierId | None = None
    max_members: Seats | None = None


class CircleOut(Tagged):
    """A circle."""

    id: CircleId
    community_id: CommunityId
    name: Annotated[str, shown("Night shift")]
    description: Annotated[str, shown("For whoever bakes at three.")]
    visibility: Visibility
    join: Join
    tier_id: Annotated[str, shown("rol_01JD1XR5KAQ1S3V5X7Z9B2D4F6")] | None
    max_members: Annotated[int, shown(12, minimum=1)] | None
    member_count: Count
    joined: bool
    """Whether the caller is in it."""
    created_at: Time

    @classmethod
    def of(cls, circle: Circle, *, joined: bool) -> Self:
        """The circle as those see it who may know of it."""
        shown_one = resources.circle(circle) | {"joined": joined}
        return cls.model_validate(shown_one).at(circle.revision)


class CircleMemberOut(BaseModel):
    """Somebody in a circle."""

    user_id: UserId
    circle_id: CircleId
    joined_at: Time

    @classmethod
    def of(cls, seat: Seat) -> Self:
        """The member as the others in the circle see them."""
        return cls(user_id=seat.user_id, circle_id=seat.circle_id, joined_at=seat.joined_at)
