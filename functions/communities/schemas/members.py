"""Members and bans, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, StringConstraints

from commons.clock import now_s, rfc3339
from commons.resolver import Community
from commons.validation import LINE, TEXT, CommunityId, Input, RoleId, Time, UserId, shown

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
        now, ends = now_s(), member.ends
        held = [
            role_id
            for role_id in member.roles or ()
            if role_id in community.roles and ends.get(role_id, now + 1) > now
        ]
        until = int(member.timeout_until or 0)
        return cls(
            user_id=member.user_id,
            community_id=member.community_id,
            nick=member.nick,
            roles=held,
            roles_end={one: rfc3339(ends[one] * 1000) for one in held if one in ends},
            joined_at=member.joined_at,
            timeout_until=rfc3339(until * 1000) if until > now else None,
            pending=member.consented < community.rules and member.user_id != community.owner_id,
        )


class BanOut(BaseModel):
    """A ban."""

    user_id: UserId
    reason: Annotated[str, shown("Advertising")] | None
    actor_id: UserId
    created_at: Time

    @classmethod
    def of(cls, ban: Ban) -> Self:
        """The ban as moderators see it."""
        return cls(
            user_id=ban.user_id, reason=ban.reason, actor_id=ban.actor_id, created_at=ban.created_at
        )
