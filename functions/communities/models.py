"""The communities table.

pk               sk              kind
COM#<community>  COM             Community
COM#<community>  CHN#<channel>   Channel
COM#<community>  BAN#<user>      Ban
COM#<community>  INV#<code>      CommunityInvite   the community's list of invites
INV#<code>       INV             Invite

and the published access model (``commons.access``):
A#<community>    V               Version
A#<community>    R               Roles
A#<community>    M#<user>        Member
A#<community>    C#<channel>     ChannelAccess
A#<channel>      A               ChannelHome
A#<user>         C#<community>   Joined
"""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from commons.clock import now
from commons.db import Record
from commons.ids import BAN, CHANNEL, MEMBERSHIP, new_id
from commons.permissions import EVERYONE

MAX_CODE = 64


class Community(Record):
    """A community, as its members see it."""

    prefix = "COM#"

    name = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    visibility = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    member_count = NumberAttribute(default=1)
    channel_count = NumberAttribute(default=0)
    revision = NumberAttribute(default=1)
    """Counts edits; members and channels come and go without one."""
    created_at = UnicodeAttribute()

    @property
    def community_id(self) -> str:
        """Its id."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def of(cls, community_id: str, **values: Any) -> Self:
        """A community to be created or changed."""
        return cls(f"COM#{community_id}", "COM", **values)

    @classmethod
    def load(cls, community_id: str) -> Self:
        """The community, or NotFound."""
        return cls.load_row(f"COM#{community_id}", "COM")


class Channel(Record):
    """A channel of a community."""

    prefix = "COM#"

    name = UnicodeAttribute()
    type = UnicodeAttribute()
    topic = UnicodeAttribute(null=True)
    parent_id = UnicodeAttribute(null=True)
    position = NumberAttribute()
    slow_mode_s = NumberAttribute(default=0)
    revision = NumberAttribute(default=1)
    created_at = UnicodeAttribute()

    @property
    def channel_id(self) -> str:
        """Its id."""
        return self.sk.removeprefix("CHN#")

    @property
    def community_id(self) -> str:
        """Where it belongs."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def new(cls, community_id: str, *, position: int, **values: Any) -> Self:
        """A channel to be created."""
        sk = f"CHN#{new_id(CHANNEL)}"
        return cls(f"COM#{community_id}", sk, position=position, created_at=now(), **values)

    @classmethod
    def load(cls, community_id: str, channel_id: str) -> Self:
        """The channel, or NotFound."""
        return cls.load_row(f"COM#{community_id}", f"CHN#{channel_id}")

    @classmethod
    def list(cls, community_id: str) -> list[Self]:
        """All channels, in their order."""
        found = cls.query(f"COM#{community_id}", cls.sk.startswith("CHN#"), consistent_read=True)
        return sorted(found, key=lambda channel: (channel.position, channel.sk))


class Ban(Record):
    """Why somebody is banned, and by whom; the ban itself is on the Member."""

    prefix = "COM#"

    ban_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    actor_id = UnicodeAttribute()
    created_at = UnicodeAttribute()

    @property
    def user_id(self) -> str:
        """Who is banned."""
        return self.sk.removeprefix("BAN#")

    @classmethod
    def of(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """A ban to be created or deleted."""
        return cls(f"COM#{community_id}", f"BAN#{user_id}", **values)

    @classmethod
    def new(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """A ban that begins now."""
        return cls.of(community_id, user_id, ban_id=new_id(BAN), **values)

    @classmethod
    def load(cls, community_id: str, user_id: str) -> Self:
        """The ban, or NotFound."""
        return cls.load_row(f"COM#{community_id}", f"BAN#{user_id}")


class Invite(Record):
    """A secret that lets its holder become a member."""

    prefix = "INV#"

    community_id = UnicodeAttribute()
    inviter_id = UnicodeAttribute()
    uses = NumberAttribute(default=0)
    max_uses = NumberAttribute()
    expires_at_s = NumberAttribute()
    """Seconds since the epoch; 0 when it never expires."""
    created_at = UnicodeAttribute()

    @property
    def code(self) -> str:
        """The secret."""
        return self.pk.removeprefix(self.prefix)

    @classmethod
    def of(cls, code: str, **values: Any) -> Self:
        """An invite to be created, changed or deleted."""
        return cls(f"INV#{code}", "INV", **values)

    @classmethod
    def load(cls, code: str) -> Self:
        """The invite, or NotFound: also for what is too long to be a key."""
        if len(code) > MAX_CODE:
            raise cls.missing
        return cls.load_row(f"INV#{code}", "INV")


class CommunityInvite(Record):
    """One invite in its community's list."""

    prefix = "COM#"

    @property
    def code(self) -> str:
        """The secret."""
        return self.sk.removeprefix("INV#")

    @classmethod
    def of(cls, invite: Invite) -> Self:
        """The entry to be created or deleted."""
        return cls(f"COM#{invite.community_id}", f"INV#{invite.code}", ttl=invite.ttl)


class Version(Record):
    """Published: v counts changes of roles and channels, m counts removals of members."""

    prefix = "A#"

    v = NumberAttribute(default=1)
    m = NumberAttribute(default=0)
    owner = UnicodeAttribute()
    public = BooleanAttribute()

    @classmethod
    def of(cls, community_id: str, **values: Any) -> Self:
        """A version to be created or raised."""
        return cls(f"A#{community_id}", "V", **values)


class Roles(Record):
    """Published: permission bits by role id; the everyone role has the community's id."""

    prefix = "A#"

    roles: MapAttribute[str, str] = MapAttribute()  # type: ignore[no-untyped-call]

    @classmethod
    def first(cls, community_id: str) -> Self:
        """The roles of a new community."""
        return cls(f"A#{community_id}", "R", roles={community_id: str(int(EVERYONE))})


class Member(Record):
    """Published: one user's standing. Present, or banned, or timed out."""

    prefix = "A#"

    present = BooleanAttribute(default=True)
    banned = BooleanAttribute(default=False)
    timeout_until = NumberAttribute(default=0)
    roles: ListAttribute[str] = ListAttribute(default=list)
    nick = UnicodeAttribute(null=True)
    membership_id = UnicodeAttribute(null=True)
    inviter_id = UnicodeAttribute(null=True)
    joined_at = UnicodeAttribute(null=True)

    @property
    def user_id(self) -> str:
        """Who it is about."""
        return self.sk.removeprefix("M#")

    @classmethod
    def of(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """A member to be created, changed or deleted."""
        return cls(f"A#{community_id}", f"M#{user_id}", **values)

    @classmethod
    def new(cls, community_id: str, user_id: str, **values: Any) -> Self:
        """A membership that begins now."""
        return cls.of(community_id, user_id, membership_id=new_id(MEMBERSHIP), **values)

    @classmethod
    def find(cls, community_id: str, user_id: str) -> Self | None:
        """The row of somebody who is or was there."""
        return cls.find_row(f"A#{community_id}", f"M#{user_id}")

    @classmethod
    def load(cls, community_id: str, user_id: str) -> Self:
        """A present member, or NotFound."""
        found = cls.load_row(f"A#{community_id}", f"M#{user_id}")
        if not found.present:
            raise cls.missing
        return found


class ChannelAccess(Record):
    """Published: what decides who sees a channel."""

    prefix = "A#"

    type = UnicodeAttribute()
    parent = UnicodeAttribute(null=True)
    circle = UnicodeAttribute(null=True)

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """The access side of a channel, to be created."""
        pk = f"A#{channel.community_id}"
        return cls(pk, f"C#{channel.channel_id}", type=channel.type, parent=channel.parent_id)


class ChannelHome(Record):
    """Published: the community of a channel, for ever."""

    prefix = "A#"

    community = UnicodeAttribute()

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """The pointer, to be created."""
        return cls(f"A#{channel.channel_id}", "A", community=channel.community_id)


class Joined(Record):
    """Published: one community in the list of a user's communities."""

    prefix = "A#"

    @property
    def community_id(self) -> str:
        """Which community."""
        return self.sk.removeprefix("C#")

    @classmethod
    def of(cls, community_id: str, user_id: str) -> Self:
        """The entry, to be created or deleted."""
        return cls(f"A#{user_id}", f"C#{community_id}")
