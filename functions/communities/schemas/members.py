"""Members and bans, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, StringConstraints

from commons.clock import rfc3339
from commons.resolver import Community
from commons.validation import TEXT, CommunityId, Input, Time, UserId, shown

from ..models.members import Ban, Member


class NewBan(Input):
    """PUT /communities/{community_id}/bans/{user_id}"""

    reason: (
        Annotated[str, StringConstraints(max_length=512, pattern=TEXT), shown("Advertising")] | None
    ) = None


class MemberOut(BaseModel):
    """A member."""

    user_id: UserId
    community_id: CommunityId
    nick: str | None
    roles: list[str]
    joined_at: Time | None
    timeout_until: Time | None
    pending: bool
    """They have not yet agreed to the rules that the community asks for."""

    @classmethod
    def of(cls, member: Member, community: Community) -> Self:
        """The member as members see them.

        community: its access side, which says whether there are rules to agree to.
        """
        until = member.timeout_until
        return cls(
            user_id=member.user_id,
            community_id=member.pk.removeprefix("A#"),
            nick=member.nick,
            roles=list(member.roles or ()),
            joined_at=member.joined_at,
            timeout_until=rfc3339(int(until) * 1000) if until else None,
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
