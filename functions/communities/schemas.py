"""What clients of communities send and receive."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from commons.bounds import Bound
from commons.clock import rfc3339
from commons.etags import Tagged
from commons.ids import CHANNEL
from commons.validation import (
    ABSENT,
    LINE,
    TEXT,
    ChannelId,
    CommunityId,
    Count,
    Input,
    InviteCode,
    MessageId,
    Position,
    Time,
    UserId,
    id_form,
    shown,
)

from .models import Ban, Channel, Community, Invite, Member

MAX_USES = Bound(100, "uses_per_invite", "Uses of an invite that has a limit.")
MAX_INVITE_S = Bound(604_800, "invite_seconds", "How long an invite that expires lives.")
MAX_SLOW_MODE_S = Bound(21_600, "slow_mode_seconds", "Seconds between messages in slow mode.")

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=LINE),
    shown("Sunday Bakers"),
]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=1000, pattern=TEXT),
    shown("Sourdough, crumb shots and honest failures."),
]
SlowMode = Annotated[int, Field(ge=0, le=MAX_SLOW_MODE_S)]
ChannelType = Literal["text", "voice", "stage", "forum", "announcement", "category"]


class NewCommunity(Input):
    """POST /communities"""

    name: Name
    description: Text = ""
    visibility: Literal["public", "private"] = "private"


class NewChannel(Input):
    """POST /communities/{community_id}/channels"""

    name: Name
    type: ChannelType = "text"
    topic: Text | None = None
    parent_id: Annotated[str, StringConstraints(pattern=id_form(CHANNEL))] | None = None
    slow_mode_s: SlowMode = 0


class CommunityChanges(Input):
    """PATCH /communities/{community_id} (RFC 7396): absent leaves as it is."""

    name: Name = ABSENT
    description: Text = ABSENT
    visibility: Literal["public", "private"] = ABSENT


class ChannelChanges(Input):
    """PATCH /channels/{channel_id} (RFC 7396): absent leaves, a topic of null removes it."""

    name: Name = ABSENT
    topic: Text | None = None
    slow_mode_s: SlowMode = ABSENT


class NewInvite(Input):
    """POST /communities/{community_id}/invites; 0 uses or seconds mean no limit."""

    max_uses: Annotated[int, Field(ge=0, le=MAX_USES)] = 0
    expires_in: Annotated[int, Field(ge=0, le=MAX_INVITE_S)] = 604_800


class NewBan(Input):
    """PUT /communities/{community_id}/bans/{user_id}"""

    reason: (
        Annotated[str, StringConstraints(max_length=512, pattern=TEXT), shown("Advertising")] | None
    ) = None


class LastMessage(BaseModel):
    """The newest message of a channel."""

    id: MessageId
    seq: Position
    at: Time


class ChannelOut(Tagged):
    """A channel."""

    id: ChannelId
    community_id: CommunityId
    name: Annotated[str, shown("general")]
    type: ChannelType
    topic: Annotated[str, shown("Flour, water, patience")] | None
    parent_id: ChannelId | None
    circle_id: str | None = None
    position: Position
    slow_mode_s: Annotated[int, shown(0, minimum=0)]
    encrypted: bool = False
    head: Position
    last_message: LastMessage | None
    created_at: Time

    @classmethod
    def of(cls, channel: Channel, *, head: int, last: LastMessage | None) -> Self:
        """The channel as members see it."""
        return cls(
            id=channel.channel_id,
            community_id=channel.community_id,
            name=channel.name,
            type=channel.type,
            topic=channel.topic,
            parent_id=channel.parent_id,
            position=int(channel.position),
            slow_mode_s=int(channel.slow_mode_s),
            head=head,
            last_message=last,
            created_at=channel.created_at,
        ).at(channel.revision)

    @classmethod
    def fresh(cls, channel: Channel) -> Self:
        """A channel nobody has written in."""
        return cls.of(channel, head=0, last=None)


class CommunitySummary(Tagged):
    """A community in a list."""

    id: CommunityId
    name: Annotated[str, shown("Sunday Bakers")]
    description: Annotated[str, shown("Sourdough, crumb shots and honest failures.")]
    visibility: Literal["public", "private"]
    owner_id: UserId
    member_count: Count
    created_at: Time

    @classmethod
    def of(cls, community: Community, **more: Any) -> Self:
        """The community as it is stored, with what ``more`` adds."""
        return cls.model_validate(
            {
                "id": community.community_id,
                "name": community.name,
                "description": community.description,
                "visibility": community.visibility,
                "owner_id": community.owner_id,
                "member_count": community.member_count,
                "created_at": community.created_at,
                **more,
            }
        ).at(community.revision)


class CommunityOut(CommunitySummary):
    """A community with the channels the caller sees."""

    channels: list[ChannelOut]


class MemberOut(BaseModel):
    """A member."""

    user_id: UserId
    community_id: CommunityId
    nick: str | None
    roles: list[str]
    joined_at: Time | None
    timeout_until: Time | None

    @classmethod
    def of(cls, member: Member) -> Self:
        """The member as members see them."""
        until = member.timeout_until
        return cls(
            user_id=member.user_id,
            community_id=member.pk.removeprefix("A#"),
            nick=member.nick,
            roles=list(member.roles or ()),
            joined_at=member.joined_at,
            timeout_until=rfc3339(int(until) * 1000) if until else None,
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


class InviteOut(BaseModel):
    """An invite."""

    code: InviteCode
    community_id: CommunityId
    uses: Count
    max_uses: Annotated[int, shown(25, minimum=0, maximum=100)]
    expires_at: Time | None
    inviter_id: UserId
    created_at: Time

    @classmethod
    def of(cls, invite: Invite, **more: Any) -> Self:
        """The invite, with what ``more`` adds."""
        expires = int(invite.expires_at_s)
        return cls.model_validate(
            {
                "code": invite.code,
                "community_id": invite.community_id,
                "uses": invite.uses,
                "max_uses": invite.max_uses,
                "expires_at": rfc3339(expires * 1000) if expires else None,
                "inviter_id": invite.inviter_id,
                "created_at": invite.created_at,
                **more,
            }
        )


class InvitePreview(InviteOut):
    """What its holder sees before accepting an invite."""

    community: CommunitySummary


class Accepted(BaseModel):
    """POST /invites/{code}/accept"""

    community_id: CommunityId
    member: MemberOut
