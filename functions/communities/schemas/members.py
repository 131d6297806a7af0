"""Members and bans, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, StringConstraints

from commons.resolver import Community
from commons.validation import LINE, TEXT, CommunityId, Input, RoleId, Time, UserId, shown

from .. import resources
from ..models.members import Ban, Member
from .times import Moment

Nick = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=LINE),
    shown("Crumb"),
]


class NewBan(Input):
    """PUT /communities/{community_id}/bans/{user_id}"""

    reason: (
        Annotated[str, StringConstraints(max_length=512, pattern=TEXT), shown("Advertising")] | None
    ) = None


class NewGrant(Input):
    """PUT /communities/{community_id}/members/{user_id}/roles/{role_id}"""

    expires_at: Moment | None = None


class MemberChanges(Input):
    """PATCH /communities/{community_id}/members/{user_id} (RFC 7396): null removes."""

    nick: Nick | None = None
    timeout_until: Moment | None = None


class MemberOut(BaseModel):
    """A member."""

    user_id: UserId
    community_id: CommunityId
    nick: Annotated[str, shown("Crumb")] | None
    roles: list[RoleId]
    roles_end: dict[RoleId, Time]
    """Those of the roles that end by themselves, with when."""
    joined_at: Time | None
    timeout_until: Time | None
    pending: bool
    """They have not yet agreed to the rules that the community asks for."""

    @classmethod
    def of(cls, member: Member, community: Community) -> Self:
        """The member as members see them.

        community: its access side, which says which roles there are, and rules to agree to.
        """
        return cls.model_validate(resources.member(member, community))


class BanOut(BaseModel):
    """A ban."""

    user_id: UserId
    reason: Annotated[str, shown("Advertising")] | None
    actor_id: UserId
    created_at: Time

    @classmethod
    def of(cls, ban: Ban) -> Self:
        """The ban as moderators see it."""
        return cls.model_validate(resources.ban(ban))
