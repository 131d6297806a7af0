"""The 64 permission bits and the rule that turns roles and overrides into them. Pure, no I/O.

On the wire a bitfield is a decimal string. Names and bits are public and never change; unknown
bits are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from functools import reduce
from operator import or_


class Permission(IntFlag):
    """What a member may do. Gaps are reserved; a bit never changes its meaning."""

    VIEW = 1 << 0
    READ_HISTORY = 1 << 1
    SEND_MESSAGES = 1 << 2
    ADD_REACTIONS = 1 << 3
    ATTACH_FILES = 1 << 4
    MENTION_EVERYONE = 1 << 5
    MANAGE_MESSAGES = 1 << 6
    CREATE_THREADS = 1 << 7
    MANAGE_THREADS = 1 << 8
    CREATE_POLLS = 1 << 9
    BYPASS_SLOW_MODE = 1 << 10
    VIEW_MEMBERS = 1 << 12
    CREATE_INVITES = 1 << 13
    MANAGE_INVITES = 1 << 14
    MANAGE_CIRCLES = 1 << 15
    MANAGE_CHANNELS = 1 << 16
    MANAGE_ROLES = 1 << 17
    MANAGE_COMMUNITY = 1 << 18
    KICK_MEMBERS = 1 << 20
    BAN_MEMBERS = 1 << 21
    TIMEOUT_MEMBERS = 1 << 22
    VIEW_AUDIT_LOG = 1 << 23
    CHANGE_NICK = 1 << 24
    MANAGE_NICKS = 1 << 25
    MODERATE = 1 << 26
    MANAGE_AUTOMOD = 1 << 27
    MANAGE_TIERS = 1 << 28
    VIEW_PAYMENTS = 1 << 29
    MANAGE_INTEGRATIONS = 1 << 30
    CONNECT = 1 << 32
    SPEAK = 1 << 33
    STREAM_VIDEO = 1 << 34
    SHARE_SCREEN = 1 << 35
    PRIORITY_SPEAKER = 1 << 36
    REQUEST_TO_SPEAK = 1 << 37
    MUTE_MEMBERS = 1 << 38
    MOVE_MEMBERS = 1 << 39
    GO_LIVE = 1 << 40
    RECORD = 1 << 41
    CREATE_POSTS = 1 << 48
    COMMENT = 1 << 49
    MANAGE_POSTS = 1 << 50
    CREATE_EVENTS = 1 << 51
    MANAGE_EVENTS = 1 << 52
    ADMINISTRATOR = 1 << 62


ALL = (1 << 64) - 1
#: What is left to who is timed out, or has not accepted the community's rules.
READING = Permission.VIEW | Permission.READ_HISTORY
#: What nobody may do in an archived channel.
WRITING = (
    Permission.SEND_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.ATTACH_FILES
    | Permission.MENTION_EVERYONE
    | Permission.CREATE_THREADS
    | Permission.CREATE_POLLS
    | Permission.CREATE_POSTS
    | Permission.COMMENT
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.STREAM_VIDEO
    | Permission.SHARE_SCREEN
    | Permission.REQUEST_TO_SPEAK
    | Permission.GO_LIVE
)
EVERYONE = (
    READING
    | Permission.SEND_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.ATTACH_FILES
    | Permission.CREATE_THREADS
    | Permission.CREATE_POLLS
    | Permission.VIEW_MEMBERS
    | Permission.CREATE_INVITES
    | Permission.CHANGE_NICK
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.STREAM_VIDEO
    | Permission.SHARE_SCREEN
    | Permission.REQUEST_TO_SPEAK
    | Permission.CREATE_POSTS
    | Permission.COMMENT
)


@dataclass(frozen=True)
class Override:
    """What a channel grants and takes for one role or member. Allow wins over deny."""

    allow: int = 0
    deny: int = 0

    def apply(self, bits: int) -> int:
        """``bits`` after this override."""
        return bits & ~self.deny | self.allow


@dataclass(frozen=True)
class Channel:
    """The access side of one channel: overrides by role id or user id; ``everyone`` included."""

    community_id: str
    type: str = "text"
    overrides: Mapping[str, Override] = field(default_factory=dict)


@dataclass(frozen=True)
class Community:
    """The access side of one community. The everyone role has the community's own id."""

    community_id: str
    owner_id: str
    public: bool
    roles: Mapping[str, int]


@dataclass(frozen=True)
class Membership:
    """One user's standing in one community; ``present`` is false for strangers and the gone."""

    user_id: str
    present: bool = False
    banned: bool = False
    timeout_until: int = 0
    """Seconds since the epoch; 0 when not timed out."""
    roles: tuple[str, ...] = ()


def resolve(
    community: Community, member: Membership, channel: Channel | None = None, *, now: int
) -> int:
    """The permission bits of a member, in the community or in one of its channels.

    Owner and ADMINISTRATOR bypass; everyone role, then roles (OR), then channel overrides:
    everyone deny/allow, roles deny then allow, member deny/allow. A timed-out member keeps only
    view and history; a ban ends everything. Outsiders of a public community may see that it
    exists, and none of its channels.
    """
    if member.banned or not member.present:
        return int(Permission.VIEW) if community.public and channel is None else 0
    if member.user_id == community.owner_id:
        return ALL
    bits = reduce(
        or_,
        (community.roles.get(r, 0) for r in member.roles),
        community.roles[community.community_id],
    )
    if bits & Permission.ADMINISTRATOR:
        return ALL
    if channel is not None:
        bits = _in_channel(bits, community, member, channel)
    if member.timeout_until > now:
        bits &= READING
    return bits


def _in_channel(bits: int, community: Community, member: Membership, channel: Channel) -> int:
    nothing = Override()
    everyone = channel.overrides.get(community.community_id, nothing)
    roles = [channel.overrides.get(r, nothing) for r in member.roles]
    together = Override(
        allow=reduce(or_, (o.allow for o in roles), 0), deny=reduce(or_, (o.deny for o in roles), 0)
    )
    own = channel.overrides.get(member.user_id, nothing)
    for override in (everyone, together, own):
        bits = override.apply(bits)
    return bits if bits & Permission.VIEW else 0


def names(bits: int) -> list[str]:
    """The published names of the set bits, lowest first."""
    return [p.name for p in Permission if p & bits and p.name]
