"""Roles, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from commons import resolver
from commons.etags import Tagged
from commons.validation import ABSENT, CommunityId, Input, RoleId, Time, shown

from .. import resources
from ..models.roles import Role
from ..rules.roles import MAX_ROLES
from .bits import Bits
from .words import Name

Color = Annotated[
    str, StringConstraints(pattern="^#[0-9a-fA-F]{6}$", to_lower=True), shown("#c86432")
]
Place = Annotated[int, Field(ge=1, lt=MAX_ROLES)]


class NewRole(Input):
    """POST /communities/{community_id}/roles; without a position it stands lowest."""

    name: Name
    permissions: Bits = "0"
    color: Color | None = None
    hoist: bool = False
    mentionable: bool = False
    position: Place = 1


class RoleChanges(Input):
    """PATCH /roles/{role_id} (RFC 7396): absent leaves as it is, a color of null removes it."""

    name: Name = ABSENT
    permissions: Bits = ABSENT
    color: Color | None = None
    hoist: bool = ABSENT
    mentionable: bool = ABSENT
    position: Place = ABSENT


class RoleOut(Tagged):
    """A role. The everyone role has its community's id, and stands at 0."""

    id: RoleId
    community_id: CommunityId
    name: Annotated[str, shown("Bakers")]
    permissions: Bits
    color: Color | None
    hoist: bool
    mentionable: bool
    position: Annotated[int, shown(1, minimum=0)]
    created_at: Time

    @classmethod
    def of(cls, role: Role, standing: resolver.Role) -> Self:
        """The role with the bits it grants and where it stands."""
        return cls.model_validate(resources.role(role, standing)).at(role.revision)
