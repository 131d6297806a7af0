"""Who may do what and why, as clients ask and are told."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from commons.clock import rfc3339
from commons.ids import CHANNEL, COMMUNITY, USER
from commons.permissions import Permission, names
from commons.resolver import Rule, Step
from commons.validation import ULID, ChannelId, CommunityId, Input, Time, id_form, shown

from ..rules.members import MAX_ROLES
from .bits import Bits, PermissionName

RoleIds = Annotated[
    list[Annotated[str, StringConstraints(pattern=f"^rol_{ULID}$")]], Field(max_length=MAX_ROLES)
]


class Question(Input):
    """POST /permissions/explain: about oneself, a user, or whoever would hold some roles."""

    permission: PermissionName
    community_id: Annotated[str, StringConstraints(pattern=id_form(COMMUNITY))] | None = None
    channel_id: Annotated[str, StringConstraints(pattern=id_form(CHANNEL))] | None = None
    user_id: Annotated[str, StringConstraints(pattern=id_form(USER))] | None = None
    role_ids: RoleIds | None = None


class StepOut(BaseModel):
    """One rule that says something about the permission; of several, the last one decides."""

    rule: Rule
    source_id: Annotated[str, shown("rol_01JD1XR5K9S2V4X6Z8B1D3F5H7")]
    """The role, member, circle, channel or community that the rule is about."""
    source_name: Annotated[str, shown("Bakers")] | None
    """What a role is called."""
    effect: Literal["allow", "deny"]
    since: Time | None
    """Since when it says so, where that is written down."""

    @classmethod
    def of(cls, step: Step, permission: int, names_of: dict[str, str]) -> Self:
        """A step that speaks about the permission."""
        return cls(
            rule=step.rule,
            source_id=step.source_id,
            source_name=names_of.get(step.source_id),
            effect="deny" if step.effect(permission) == "deny" else "allow",
            since=rfc3339(step.since * 1000) if step.since else None,
        )


class Explanation(BaseModel):
    """Whether somebody may do something somewhere, and every rule that speaks about it."""

    allowed: bool
    permissions: Bits
    """All they hold there."""
    missing_permissions: list[PermissionName]
    """What they would need and lack: the permission itself, or that they cannot see the place."""
    steps: list[StepOut]

    @classmethod
    def of(cls, steps: list[Step], permission: Permission, names_of: dict[str, str]) -> Self:
        """The explanation that the resolver's steps give."""
        held = steps[-1].held
        missing = (permission | Permission.VIEW) & ~held
        speaking = [step for step in steps if step.effect(permission) != "none"]
        return cls.model_validate(
            {
                "allowed": not missing,
                "permissions": str(held),
                "missing_permissions": names(missing),
                "steps": [StepOut.of(step, permission, names_of) for step in speaking],
            }
        )


class ChannelView(BaseModel):
    """A channel as somebody would see it."""

    channel_id: ChannelId
    permissions: Bits


class RoleView(BaseModel):
    """A community as a member with some roles would see it."""

    community_id: CommunityId
    permissions: Bits
    channels: list[ChannelView]
