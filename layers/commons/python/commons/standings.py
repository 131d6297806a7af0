"""How users stand in a community: what the checks of ``commons.access`` found. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from commons import resolver
from commons.clock import now_s
from commons.errors import MissingPermission, NotFound, RoleTooHigh
from commons.ordering import Place
from commons.permissions import Permission, names
from commons.resolver import Channel, Community, Membership, Step

if TYPE_CHECKING:
    from commons.threads import Thread


@dataclass(frozen=True)
class Version:
    """What a check was decided under: v counts role and channel changes, m counts losses."""

    v: int = 0
    m: int = 0


@dataclass(frozen=True)
class Situation:
    """All that decides what a user may do in a community, or in one of its channels."""

    community: Community
    member: Membership
    version: Version
    channel_id: str | None = None
    channel: Channel | None = None
    """Of a thread: the channel it is in, with what the thread takes."""
    thread: Thread | None = None

    @property
    def place(self) -> str | None:
        """The channel whose rights hold: of a thread the one it is in."""
        return self.thread.parent_id if self.thread else self.channel_id

    def walk(self) -> list[Step]:
        """Every rule that speaks, in order; the last one's bits are the decision."""
        return list(
            resolver.walk(
                self.community, self.member, self.channel, now=now_s(), channel_id=self.place
            )
        )


@dataclass(frozen=True)
class Standing:
    """One user's permissions in a community or one of its channels, when they were checked."""

    user_id: str
    community_id: str
    channel_id: str | None
    permissions: int
    version: Version
    is_owner: bool
    present: bool
    rank: int
    """How high they stand; ``resolver.OWNER_RANK`` for the owner."""
    community: Community
    member: Membership
    channel: Channel | None = None
    """Of a thread: the channel it is in, with what the thread takes."""
    thread: Thread | None = None

    @property
    def channel_type(self) -> str | None:
        """The type of the channel, if this is about one."""
        return self.channel.type if self.channel else None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles they hold now, the everyone role not among them."""
        return self.member.roles_at(now_s())

    @property
    def called(self) -> frozenset[str]:
        """The roles by which a message may mention them, the everyone role among them."""
        return frozenset((self.community_id, *self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether all bits of ``permission`` are held."""
        return self.permissions & permission == permission

    def check(self, permission: Permission) -> None:
        """Raise NotFound to who may not see the resource, MissingPermission to who may."""
        if not self.permissions & Permission.VIEW:
            raise NotFound
        self.check_holds(permission)

    def check_holds(self, bits: int) -> None:
        """Raise MissingPermission unless all bits are held: nobody gives what they do not have."""
        if bits & ~self.permissions:
            raise MissingPermission(
                missing_permissions=names(bits & ~self.permissions),
                explain_url="/v1/permissions/explain",
            )

    def check_above(self, rank: int) -> None:
        """Raise RoleTooHigh unless they stand above a rank."""
        if self.rank <= rank:
            raise RoleTooHigh


class Seen(NamedTuple):
    """A channel that somebody sees: what they may do there, and where it stands in the list."""

    channel: Channel
    held: int
    place: Place


class Visible(NamedTuple):
    """What somebody sees of one community."""

    community_id: str
    channels: list[str]
    """The channels, in their order."""
    roles: frozenset[str]
    """The roles they hold now, the everyone role among them."""


@dataclass(frozen=True)
class Crowd:
    """Some users, each as they stood at this version or later; ``access.crowd`` makes it."""

    community: Community
    channels: Mapping[str, Channel | None]
    version: Version
    members: Mapping[str, Membership]
    at_s: int
    """The second they are looked at."""

    def held(self, user_id: str, channel_id: str = "", channel: Channel | None = None) -> int:
        """The permission bits of one of them: in the community, or in a channel."""
        return resolver.resolve(
            self.community,
            self.members[user_id],
            channel,
            now=self.at_s,
            channel_id=channel_id or None,
        )

    def is_inside(self, user_id: str) -> bool:
        """Whether one of them is a member."""
        member = self.members[user_id]
        return member.present and not member.banned
