"""Invites, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from commons.bounds import Bound
from commons.ids import CIRCLE
from commons.validation import (
    CircleId,
    CommunityId,
    Count,
    Input,
    InviteCode,
    InviteId,
    RoleId,
    Time,
    UserId,
    id_form,
    shown,
)

from .. import resources
from ..models.circles import Circle
from ..models.invites import Invite
from ..rules.invites import MAX_INVITE_ROLES
from .community import CommunitySummary
from .members import MemberOut
from .onboarding import RulesOut
from .words import Role, once

MAX_USES = Bound(100, "uses_per_invite", "Uses of an invite that has a limit.")


MAX_INVITE_S = Bound(604_800, "invite_seconds", "How long an invite that expires lives.")


class NewInvite(Input):
    """POST /communities/{community_id}/invites; 0 uses or seconds mean no limit."""

    max_uses: Annotated[int, Field(ge=0, le=MAX_USES)] = 0
    expires_in: Annotated[int, Field(ge=0, le=MAX_INVITE_S)] = 604_800
    role_ids: Annotated[list[Role], AfterValidator(once)] = Field(
        default_factory=list, max_length=MAX_INVITE_ROLES
    )
    circle_id: Annotated[str, StringConstraints(pattern=id_form(CIRCLE))] | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.circle_id is not None and self.role_ids:
            raise ValueError("an invite into a circle gives no roles")
        return self


class InviteOut(BaseModel):
    """An invite."""

    id: InviteId | None
    code: InviteCode
    community_id: CommunityId
    uses: Count
    max_uses: Annotated[int, shown(25, minimum=0, maximum=100)]
    expires_at: Time | None
    inviter_id: UserId
    role_ids: list[RoleId]
    circle_id: CircleId | None
    """The circle it leads into; null when it leads into the whole community."""
    created_at: Time

    @classmethod
    def of(cls, invite: Invite, **more: Any) -> Self:
        """The invite, with what ``more`` adds."""
        return cls.model_validate(resources.invite(invite) | more)


class InvitedInto(BaseModel):
    """The circle that an invite leads into, as its holder sees it before coming in."""

    id: CircleId
    name: Annotated[str, shown("Night shift")]

    @classmethod
    def of(cls, circle: Circle) -> Self:
        """The circle by its name."""
        return cls(id=circle.circle_id, name=circle.name)


class InvitePreview(InviteOut):
    """What its holder sees before accepting an invite."""

    community: CommunitySummary
    rules: RulesOut | None
    """What they will be asked to agree to."""
    circle: InvitedInto | None


class Accepted(BaseModel):
    """POST /invites/{code}/accept"""

    community_id: CommunityId
    circle_id: CircleId | None
    """The circle they are in now, if the invite led into one."""
    member: MemberOut
